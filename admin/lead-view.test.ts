import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followUpTerms } from '../db/lead/lead-filter.ts';
import { leadSortFields } from '../db/lead/lead-list.ts';
import { newId } from '../domain/id.ts';
import { leadSources, leadStatuses } from '../domain/lead.ts';
import { clearView, isFiltered, type LeadView, pathOfView, queryOfView, readView } from './lead-view.ts';

const read = (path: string) => readView(new URL(path, 'http://desk.test').searchParams);

const someOf = <Value>(values: readonly Value[]) => fc.uniqueArray(fc.constantFrom(...values));
const name = fc
  .string({ minLength: 1, maxLength: 30 })
  .map((text) => text.trim().replaceAll('\0', '') || 'Jane');

const anyView: fc.Arbitrary<LeadView> = fc
  .record({
    search: fc.oneof(fc.constant(''), name),
    statuses: someOf(leadStatuses),
    sources: someOf(leadSources),
    broughtInBy: fc.uniqueArray(name, { selector: (it) => it.toLowerCase(), maxLength: 3 }),
    assignedTo: someOf(['me', 'nobody', newId('user')] as const),
    followUp: someOf(followUpTerms),
    sort: fc.record({ by: fc.constantFrom(...leadSortFields), descending: fc.boolean() }),
    year: fc.constantFrom(null, '2026'),
    from: fc.constantFrom(null, 51),
    after: fc.option(name),
  })
  .map(({ from, after, ...view }) => {
    const values = {
      createdAt: '2026-03-01T10:00:00.123Z',
      followUpDate: '2026-03-01',
      name: after,
      status: 'New',
    };
    const place = { value: values[view.sort.by], id: newId('lead') };
    return { ...view, page: after === null ? null : { after: place, from } };
  });

test('a view comes back out of its address as it went in', () => {
  fc.assert(
    fc.property(anyView, (view) => {
      expect(readView(queryOfView(view))).toEqual(view);
    }),
  );
});

test('whatever stands in an address, a view is read', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('status', 'q', 'after', 'sort', 'assignedTo', 'from', 'year'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.string())), (pairs) => {
      const view = readView(new URLSearchParams(pairs));
      expect(readView(queryOfView(view))).toEqual(view);
    }),
  );
});

test('all leads, newest first, need no words', () => {
  expect(pathOfView(read('/leads?q=&broughtInBy=&sort=-createdAt&status=Nonsense'))).toBe('/leads');
  expect(isFiltered(read('/leads?q=+&sort=name'))).toBe(false);
});

test('clearing a view keeps its order and its year, and begins at the beginning', () => {
  const view = read(`/leads?q=jane&status=New&sort=name&year=2025&after=${newId('lead')}~Jane&from=51`);
  expect(view.page).not.toBeNull();
  expect(pathOfView(clearView(view))).toBe('/leads?sort=name&year=2025');
});

test.each([
  ['createdAt', '2026-02-31T00:00:00.000Z'],
  ['createdAt', '0000-01-01T00:00:00.000Z'],
  ['createdAt', 'yesterday'],
  ['followUpDate', '2026-02-31'],
  ['followUpDate', '2026-3-1'],
])('a page of %s that begins at %s begins at the beginning', (sort, value) => {
  expect(read(`/leads?sort=${sort}&after=${newId('lead')}~${value}`).page).toBeNull();
});

import { describe, expect, test } from 'vitest';
import { leadEventKinds } from '../../../db/schema/leads.ts';
import { idsOf, wordEvent } from './event-words.ts';

const names = new Map([
  ['user_mark', 'Mark Kiprono'],
  ['package_20', '20 Mbps Home'],
  ['lead_other', 'Peter Mwangi'],
]);
const event = (kind: string, details: Record<string, unknown> = {}) => ({
  id: 1,
  kind,
  details,
  by: null,
  at: new Date(),
});
const word = (kind: string, details?: Record<string, unknown>) =>
  wordEvent(event(kind, details), names, 'lead_jane');

test.each(leadEventKinds)('%s has words of its own', (kind) => {
  expect(word(kind).title).not.toBe(kind);
});

test.each([
  ['created', { door: 'import' }, 'New lead, imported from a file'],
  ['status', { from: 'New', to: 'Interested' }, 'New → Interested'],
  ['survey', { on: '2031-05-01', by: 'user_mark' }, 'Site survey on 1 May 2031 by Mark Kiprono'],
  ['survey', { on: '2031-05-01', by: null }, 'Site survey on 1 May 2031'],
  ['survey', { on: null, by: null }, 'No site survey any more'],
  ['assigned', { to: 'user_mark' }, 'Assigned to Mark Kiprono'],
  ['follow_up', { on: null }, 'No follow-up any more'],
  ['touched', { door: 'telegram', claimed: false, answers: {} }, 'Wrote again on Telegram'],
])('%s %o is told as "%s"', (kind, details, title) => {
  expect(word(kind, details).title).toBe(title);
});

test('why a lead was moved, and what a note says, stand on lines of their own', () => {
  expect(word('status', { from: 'New', to: 'Not Interested', reason: 'Too expensive' }).lines).toEqual([
    'Too expensive',
  ]);
  expect(word('note', { text: 'The gate is blue.' }).lines).toEqual(['The gate is blue.']);
});

test('each field of an edit is told from what to what', () => {
  const changes = { packageId: { from: null, to: 'package_20' }, location: { from: 'Umoja', to: 'Ruaka' } };
  expect(word('edited', { changes }).lines).toEqual(['Package: – → 20 Mbps Home', 'Location: Umoja → Ruaka']);
});

describe('a merge', () => {
  test('is told in the history of each by the other', () => {
    const into = { kept: 'lead_jane', gone: 'lead_other' };
    expect(word('merged', into)).toEqual({
      title: 'Merged into this lead:',
      other: { id: 'lead_other', name: 'Peter Mwangi' },
    });
    expect(word('merged', { kept: 'lead_other', gone: 'lead_jane' }).title).toBe('Became part of');
    expect(word('unmerged', into).title).toBe('The merge was undone with');
  });
});

test('the names that a history needs are asked for by id', () => {
  const entries = [
    event('survey', { on: '2031-05-01', by: 'user_mark' }),
    event('merged', { kept: 'lead_jane', gone: 'lead_other' }),
    event('edited', { changes: { packageId: { from: null, to: 'package_20' } } }),
    event('touched', { answers: { packageId: 'package_5', name: 'Jane' } }),
  ];
  expect(idsOf(entries).sort()).toEqual(['lead_jane', 'lead_other', 'package_20', 'package_5', 'user_mark']);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';

let api: TestApi;
let mark: { cookie: string; id: Id<'user'> };

interface Row {
  _id: string;
  name: string | null;
}

const leads = [
  { name: 'Jane Wambui', phoneNumber: '+254712000001', leadSource: 'Caretaker', broughtInBy: 'John Doe' },
  { name: 'Otieno', phoneNumber: '+254712000002', leadSource: 'Website', status: 'Interested' },
  { name: 'Achieng', phoneNumber: '+254712000003', leadSource: 'Website', broughtInBy: 'john doe' },
  { name: null, phoneNumber: '+254712340045', leadSource: 'Referral', status: 'Not Interested' },
  { name: 'Kamau', phoneNumber: '+254733000005', leadSource: 'WhatsApp/SMS', broughtInBy: 'John' },
];

beforeAll(async () => {
  api = await startTestApi();
  mark = await api.signIn('Tech Mark', 'technician');
  for (const lead of leads) expect((await api.ask('POST', '/leads', { body: lead })).status).toBe(201);
});
afterAll(() => api.drop());

async function list(query: string) {
  const { status, json } = await api.ask('GET', `/leads?${query}`);
  expect(status, JSON.stringify(json)).toBe(200);
  return { ...json, names: json.data.map((lead: Row) => lead.name) };
}

const namesOf = async (query: string) => (await list(query)).names.toSorted();

test('a list has leads, the next cursor, and a total that says whether it is exact', async () => {
  const { names: _, ...json } = await list('limit=2&sort=name');
  expect(json).toEqual({
    data: [expect.objectContaining({ name: 'Achieng' }), expect.objectContaining({ name: 'Jane Wambui' })],
    nextCursor: expect.stringMatching(/^[\w-]+$/),
    total: 5,
    totalIsExact: true,
  });
  const { json: one } = await api.ask('GET', `/leads/${json.data[0]._id}`);
  expect(json.data[0]).toEqual(one);
});

test('the newest lead is first', async () => {
  expect((await list('')).names).toEqual(['Kamau', null, 'Achieng', 'Otieno', 'Jane Wambui']);
});

describe('a filter', () => {
  test.each([
    ['status=interested', ['Otieno']],
    ['status=Interested&status=NEW', ['Achieng', 'Jane Wambui', 'Kamau', 'Otieno']],
    ['status=Interest', []],
    ['status=', ['Achieng', 'Jane Wambui', 'Kamau', 'Otieno', null]],
    ['leadSource=caretaker', ['Jane Wambui']],
    ['leadSource=Caretaker/House%20Manager', ['Jane Wambui']],
    ['leadSource=Website&status=New', ['Achieng']],
    ['broughtInBy=JOHN%20DOE', ['Achieng', 'Jane Wambui']],
    ['broughtInBy=john', ['Kamau']],
    ['broughtInBy=john&broughtInBy=john%20doe', ['Achieng', 'Jane Wambui', 'Kamau']],
    ['q=wam', ['Jane Wambui']],
    ['q=ja', ['Jane Wambui']],
    ['q=am', []],
    ['q=0712%20000', ['Achieng', 'Jane Wambui', 'Otieno']],
    ['q=0045', [null]],
    ['q=%2B254733', ['Kamau']],
    ['q=07', ['Achieng', 'Jane Wambui', 'Kamau', 'Otieno', null]],
    ['q=0712&leadSource=Website', ['Achieng', 'Otieno']],
    ['q=%25', []],
    ['q=%20', ['Achieng', 'Jane Wambui', 'Kamau', 'Otieno', null]],
    ['followUp=overdue', []],
    ['utm_source=poster&q=otieno', ['Otieno']],
  ])('%s finds %j', async (query, names) => {
    const found = await list(query);
    expect(found.names.toSorted()).toEqual(names);
    expect(found.total).toBe(names.length);
  });

  test('of whom leads are assigned to takes ids', async () => {
    const [{ _id }] = (await list('q=achieng')).data;
    await api.ask('PUT', `/leads/${_id}`, { body: { assignedTo: mark.id } });
    expect(await namesOf(`assignedTo=${mark.id.toUpperCase()}`)).toEqual(['Achieng']);
    expect(await namesOf('assignedTo=nobody')).toEqual([]);
  });

  test('of follow-ups takes overdue, today and week', async () => {
    const [{ _id }] = (await list('q=otieno')).data;
    await api.ask('PUT', `/leads/${_id}`, { body: { followUpDate: '2020-01-01' } });
    expect(await namesOf('followUp=overdue')).toEqual(['Otieno']);
    expect(await namesOf('followUp=today&followUp=week')).toEqual([]);
    expect(await namesOf('followUp=Today&followUp=OVERDUE')).toEqual(['Otieno']);
  });

  test('shows archived leads when asked', async () => {
    const { json } = await api.ask('POST', '/leads', {
      body: { name: 'Gone', phoneNumber: '0799000009', leadSource: 'Referral' },
    });
    await api.ask('DELETE', `/leads/${json._id}`);
    expect(await namesOf('q=gone')).toEqual([]);
    expect(await namesOf('q=gone&archived=true')).toEqual(['Gone']);
  });
});

test.each(['createdAt', '-createdAt', 'followUpDate', '-followUpDate', 'name', '-name', 'status', '-status'])(
  'walking by %s meets each lead once, in one order whatever the page’s size',
  async (sort) => {
    const inOne = (await list(`sort=${sort}&limit=200`)).data.map((lead: Row) => lead._id);
    expect(new Set(inOne).size).toBe(5);
    for (const limit of [1, 2, 5]) {
      const walked: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: { data: Row[]; nextCursor: string | null } = await list(
          `sort=${sort}&limit=${limit}${cursor && `&cursor=${cursor}`}`,
        );
        walked.push(...page.data.map((lead) => lead._id));
        cursor = page.nextCursor;
      }
      expect(walked).toEqual(inOne);
    }
  },
);

test('a cursor holds a place, not a filter: the next page may ask for less', async () => {
  const { nextCursor } = await list('sort=name&limit=1');
  expect((await list(`sort=name&leadSource=Website&cursor=${nextCursor}`)).names).toEqual(['Otieno']);
});

test('names are sorted without regard to case, leads without one last', async () => {
  expect((await list('sort=name')).names).toEqual(['Achieng', 'Jane Wambui', 'Kamau', 'Otieno', null]);
  expect((await list('sort=-name')).names).toEqual(['Otieno', 'Kamau', 'Jane Wambui', 'Achieng', null]);
});

describe('what cannot be listed is refused', () => {
  const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const id = 'lead_0199f3c2-7d1e-7c4b-9a55-3f1d0c6e8b21';

  test.each([
    ['nonsense', '-createdAt'],
    ['', '-createdAt'],
    [forged('name', 'Otieno', id), '-createdAt'],
    [forged('name', 'Otieno', id), '-name'],
    [forged('-createdAt', 'Otieno', id), '-createdAt'],
    [forged('-createdAt', null, id), '-createdAt'],
    [forged('-createdAt', '0000-01-01T00:00:00Z', id), '-createdAt'],
    [forged('followUpDate', '2026-02-30', id), 'followUpDate'],
    [forged('name', 'nul\0', id), 'name'],
    [forged('name', 'Otieno', 'user_1'), 'name'],
  ])('the cursor %s', async (cursor, sort) => {
    const { status, json } = await api.ask('GET', `/leads?cursor=${cursor}&sort=${sort}`);
    expect([status, json.error.code]).toEqual([400, 'bad_cursor']);
  });

  test.each([
    ['sort=phone', 'sort'],
    ['limit=0', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1.5', 'limit'],
    ['followUp=someday', 'followUp'],
    ['archived=maybe', 'archived'],
    ['q=a&q=b', 'q'],
    ['q=%00', 'q'],
    ['broughtInBy=%00', 'broughtInBy'],
    [`q=${'a'.repeat(201)}`, 'q'],
  ])('the query %s', async (query, field) => {
    const { status, json } = await api.ask('GET', `/leads?${query}`);
    expect(status).toBe(422);
    expect(Object.keys(json.error.fields)).toEqual([field]);
  });

  test('but a page larger than 200 is only made smaller', async () =>
    expect((await list('limit=5000')).total).toBe(5));
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Id, newId } from '../../domain/id.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';

let api: TestApi;
let wanjiru: { cookie: string; id: Id<'user'> };

beforeAll(async () => {
  api = await startTestApi({ convertWaitMs: 0 });
  wanjiru = await api.signIn('Wanjiru', 'sales');
});
afterAll(() => api.drop());

const lead = newId('lead');
test('whoever is signed out is told how to come in', async () => {
  const { headers } = await api.ask('GET', '/leads', { as: null });
  expect(headers.get('www-authenticate')).toBe('Bearer');
});

test('the permission is asked before the body is read', async () => {
  expect((await api.ask('POST', '/packages', { as: 'sales', body: '{' })).status).toBe(403);
});

test('a key that is not valid is refused, whatever cookie comes with it', async () => {
  const headers = { Authorization: 'Bearer karibu_guessed', Cookie: wanjiru.cookie };
  const { status, json } = await api.ask('GET', '/leads', { as: null, headers });
  expect([status, json.error.message]).toEqual([401, 'This API key is not valid.']);
});

test('credentials of another kind leave the session in force', async () => {
  const headers = { Authorization: 'Basic a2FyaWJ1' };
  expect((await api.ask('GET', '/leads', { as: wanjiru, headers })).status).toBe(200);
});

test('what was asked with a cookie is kept in no cache', async () => {
  const { headers } = await api.ask('GET', '/stats', { as: wanjiru });
  expect(headers.get('cache-control')).toBe('no-store');
});

test('an address that is none is 404', async () => {
  const { status, json } = await api.ask('GET', '/customers');
  expect([status, json.error.code]).toEqual([404, 'not_found']);
  expect((await api.ask('GET', '/leads/')).status).toBe(404);
});

test.each([
  ['PATCH', '/leads', 'GET, POST'],
  ['DELETE', '/packages', 'GET, POST'],
  ['POST', `/leads/${lead}`, 'GET, PUT, DELETE'],
  ['GET', `/leads/convert/${lead}`, 'POST'],
])('%s %s is told what there is instead', async (method, path, allowed) => {
  const { status, json, headers } = await api.ask(method, path);
  expect([status, json.error.code]).toEqual([405, 'method_not_allowed']);
  expect(headers.get('allow')?.split(', ').toSorted()).toEqual(allowed.split(', ').toSorted());
});

describe('a write with a cookie', () => {
  const write = (headers: Record<string, string>) =>
    api.ask('POST', '/leads', { as: wanjiru, headers, body: {} });

  test.each<Record<string, string>>([
    {},
    { 'Sec-Fetch-Site': 'same-origin' },
    { 'Sec-Fetch-Site': 'none' },
    { Origin: 'http://desk.test' },
    { Origin: 'https://desk.example', Host: 'desk.example' },
  ])('with %j is ours', async (headers) => expect((await write(headers)).status).toBe(422));

  test.each<Record<string, string>>([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'http://desk.test' },
    { Origin: 'http://evil.test' },
    { Origin: 'null' },
  ])('with %j comes from another site and is refused', async (headers) => {
    const { status, json } = await write(headers);
    expect([status, json.error.code]).toEqual([403, 'cross_site']);
  });

  test('from another site may still read, and a key may write', async () => {
    const headers = { Origin: 'http://evil.test', 'Sec-Fetch-Site': 'cross-site' };
    expect((await api.ask('GET', '/leads', { as: wanjiru, headers })).status).toBe(200);
    expect((await api.ask('POST', '/leads', { as: 'sales', headers, body: {} })).status).toBe(422);
  });
});

describe('a body over 100 kB is refused', () => {
  const body = JSON.stringify({ notes: 'x'.repeat(100 * 1024) });

  test('by its declared length, unread', async () => {
    const headers = { 'Content-Length': String(body.length) };
    const { status, json } = await api.ask('POST', '/leads', { body, headers });
    expect([status, json.error.code]).toEqual([413, 'too_large']);
  });

  test('by counting where none is declared', async () => {
    expect((await api.ask('PUT', `/leads/${lead}`, { body })).status).toBe(413);
    const small = JSON.stringify({ notes: 'x'.repeat(3_000) });
    expect((await api.ask('PUT', `/leads/${lead}`, { body: small })).status).toBe(404);
  });
});

test('a fault of ours is told without its words', async () => {
  await api.db.sql`alter table packages rename to packages_away`;
  const { status, json } = await api.ask('GET', '/packages');
  await api.db.sql`alter table packages_away rename to packages`;
  expect(status).toBe(500);
  expect(json).toEqual({
    error: { code: 'internal', message: 'Something went wrong on our side. It has been written to the log.' },
  });
});

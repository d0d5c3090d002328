import { z } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../domain/id.ts';
import type { Role } from '../../domain/person.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';

// Every answer is held against the schema that the OpenAPI document has for its route and status, read back from the JSON
// of the document as any other program would read it.

let api: TestApi;
// biome-ignore lint/suspicious/noExplicitAny: the document is read as any program would read it
let document: any;
const known: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi({ convertWaitMs: 100 });
  document = (await api.ask('GET', '/openapi.json', { as: null })).json;
  await api.signIn('Tech Mark', 'technician');
  const jane = { name: 'Jane', phoneNumber: '0722000111', leadSource: 'Caretaker', location: 'Kilimani' };
  const otieno = { name: 'Otieno', phoneNumber: '0733000222', leadSource: 'Referral' };
  const pack = await api.ask('POST', '/packages', { body: home20 });
  const router = await api.ask('POST', '/routers', { body: westlands });
  known.package = pack.json._id;
  known.router = router.json._id;
  known.jane = (
    await api.ask('POST', '/leads', { body: { ...jane, desiredPackage: known.package } })
  ).json._id;
  known.otieno = (await api.ask('POST', '/leads', { body: otieno })).json._id;
});
afterAll(() => api.drop());

const speeds = { downloadMbps: 20, uploadMbps: 20, price: 2999 };
const home20 = { name: '20 Mbps', service: 'pppoe', profile: 'home-20', ...speeds };
const address = { host: '10.0.0.1', port: 8729, tls: true };
const westlands = { name: 'Westlands-1', ...address, username: 'karibu', password: 'secret' };

/** The schema of an answer; `#/components/schemas/X` stands where JSON Schema alone would say `#/$defs/X`. */
function schemaOf(method: string, path: string, status: number): z.ZodType | null {
  const response = document.paths[`/api${path}`]?.[method.toLowerCase()]?.responses[status];
  expect(response, `${method} ${path} does not document ${status}`).toBeDefined();
  const schema = response.content?.['application/json']?.schema;
  if (!schema) return null;
  const whole = { ...schema, $defs: document.components.schemas };
  return z.fromJSONSchema(JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/')));
}

interface Case {
  /** Of the document. */
  path: string;
  status: number;
  /** `{id}` is filled with the id of this. */
  of?: string;
  query?: string;
  body?: unknown;
  as?: Role | null;
  headers?: Record<string, string>;
}

async function check(method: string, { path, status, of, query = '', ...asked }: Case) {
  const address = path.replace('{id}', (of && known[of]) ?? of ?? '') + query;
  const answer = await api.ask(method, address, asked);
  expect(answer.status, answer.text).toBe(status);
  const schema = schemaOf(method, path, status);
  if (!schema) return expect(answer.text).toBe('');
  expect(schema.safeParse(answer.json).error?.issues).toBeUndefined();
}

const nobody = newId('lead');
const old = { 'If-Match': '2025-01-01T00:00:00.000Z' };
const atOnce = { Prefer: 'respond-async' };
const achieng = { phoneNumber: '0744000333', leadSource: 'Website' };

describe.each<[method: string, cases: Case[]]>([
  [
    'GET',
    [
      { path: '/leads', status: 200 },
      { path: '/leads', status: 200, query: '?q=nobody' },
      { path: '/leads', status: 400, query: '?cursor=x' },
      { path: '/leads', status: 401, as: null },
      { path: '/leads', status: 403, as: 'intake' },
      { path: '/leads', status: 422, query: '?limit=0' },
      { path: '/leads/{id}', status: 200, of: 'jane' },
      { path: '/leads/{id}', status: 404, of: nobody },
      { path: '/leads/{id}', status: 422, of: 'jane', query: '?archived=maybe' },
      { path: '/conversions/{id}', status: 404, of: nobody },
      { path: '/packages', status: 200 },
      { path: '/routers', status: 200 },
      { path: '/people', status: 200 },
      { path: '/stats', status: 200 },
      { path: '/stats/leads-over-time', status: 200 },
      { path: '/stats/leads-over-time', status: 422, query: '?year=next' },
    ],
  ],
  [
    'POST',
    [
      { path: '/leads', status: 201, body: achieng },
      { path: '/leads', status: 202, body: achieng, as: 'intake' },
      { path: '/leads', status: 400, body: '{' },
      { path: '/leads', status: 403, body: { ...achieng, status: 'New' }, as: 'intake' },
      { path: '/leads', status: 409, body: achieng },
      { path: '/leads', status: 413, body: { notes: 'x'.repeat(101 * 1024) } },
      { path: '/leads', status: 422, body: {} },
      { path: '/packages', status: 201, body: { ...home20, name: '50 Mbps' } },
      { path: '/packages', status: 409, body: home20 },
      { path: '/packages', status: 422, body: {} },
      { path: '/routers', status: 201, body: { ...westlands, name: 'Kilimani-1' } },
      { path: '/routers', status: 409, body: westlands },
      { path: '/routers/{id}/test', status: 504, of: 'router' },
      { path: '/routers/{id}/test', status: 404, of: nobody },
      { path: '/leads/convert/{id}', status: 422, of: 'jane', body: {} },
    ],
  ],
  [
    'PUT',
    [
      { path: '/leads/{id}', status: 200, of: 'jane', body: { status: 'Interested', location: null } },
      { path: '/leads/{id}', status: 404, of: nobody, body: {} },
      { path: '/leads/{id}', status: 409, of: 'otieno', body: { phoneNumber: '0722000111' } },
      { path: '/leads/{id}', status: 412, of: 'jane', body: {}, headers: old },
      { path: '/leads/{id}', status: 422, of: 'jane', body: { totalAmount: 1 } },
    ],
  ],
  [
    'DELETE',
    [
      { path: '/leads/{id}', status: 412, of: 'otieno', headers: old },
      { path: '/leads/{id}', status: 204, of: 'otieno' },
      { path: '/leads/{id}', status: 404, of: nobody },
    ],
  ],
  [
    'POST',
    [
      { path: '/leads/{id}/restore', status: 200, of: 'otieno' },
      { path: '/leads/{id}/restore', status: 404, of: nobody },
      { path: '/leads/convert/{id}', status: 200, of: 'otieno', body: { createMikrotikUser: false } },
    ],
  ],
])('an answer to %s is what the document says', (method, cases) => {
  test.each(cases)('$path $status', (one) => check(method, one));
});

test('a conversion is what the document says, from the request to the router’s refusal', async () => {
  const body = { createMikrotikUser: true, packageId: known.package, routerId: known.router };
  const convert = { path: '/leads/convert/{id}', of: 'jane', body };
  await check('POST', { ...convert, status: 202, headers: atOnce });
  await check('POST', { ...convert, status: 409 });
  const [row] = await api.db.sql<{ id: string }[]>`
    update conversions set state = 'failed', finished_at = now(), error_code = 'router_refused',
      error_message = 'no such profile' returning id`;
  await check('GET', { path: '/conversions/{id}', status: 200, of: row?.id ?? expect.fail() });
  const user = { username: 'otieno', password: 'pa55word', packageId: known.package, routerId: known.router };
  await check('POST', { path: '/mikrotik/users', status: 202, body: user, headers: atOnce });
  await check('POST', { path: '/mikrotik/users', status: 409, body: user });
});

test('a website that hands in too many leads is told so', async () => {
  const body = { phoneNumber: '12345' };
  for (let n = 0; n < 60; n++) await api.ask('POST', '/leads', { as: 'intake', body });
  await check('POST', { path: '/leads', status: 429, as: 'intake', body: { phoneNumber: '0799000111' } });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addPackage } from '../../db/packages.ts';
import { addRouter } from '../../db/routers.ts';
import type { ConversionState } from '../../domain/conversion.ts';
import { type Id, newId } from '../../domain/id.ts';
import { parseMoney } from '../../domain/money.ts';
import type { Role } from '../../domain/person.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';

let api: TestApi;
let packageId: Id<'package'>;
let routerId: Id<'router'>;
let counter = 0;

const westlands = { name: 'Westlands-1', host: '10.0.0.1', port: 8729, tls: true, username: 'karibu' };

beforeAll(async () => {
  api = await startTestApi({ convertWaitMs: 300 });
  const price = parseMoney(2999) ?? expect.fail();
  const speed = { downloadMbps: 20, uploadMbps: 20, price };
  const sold = await addPackage(api.db, { name: '20 Mbps', service: 'pppoe', profile: 'home-20', ...speed });
  const router = await addRouter(api.db, { ...westlands, tlsFingerprint: null, password: 'secret' });
  if ('refused' in sold || 'refused' in router) throw new Error('Both are new here.');
  [packageId, routerId] = [sold.id, router.id];
});
afterAll(() => api.drop());
beforeEach(() => api.db.sql`delete from idempotent_answers`);

const post = (path: string, body: unknown, key: string, as: Role = 'sales') =>
  api.ask('POST', path, { as, body, headers: { 'Idempotency-Key': key } });

function jane() {
  counter += 1;
  return { phoneNumber: `+2547440${String(counter).padStart(5, '0')}`, leadSource: 'Referral', name: 'Jane' };
}

async function newLead(): Promise<Id<'lead'>> {
  const { status, json } = await api.ask('POST', '/leads', { body: jane() });
  expect(status).toBe(201);
  return json._id;
}

const wish = () => {
  counter += 1;
  return { createMikrotikUser: true, username: `jane.${counter}`, password: 'pa55word', packageId, routerId };
};

const rows = () => api.db.sql`select status, body from idempotent_answers`;
const leadsOf = (phone: string) => api.db.sql`select id from leads where phone = ${phone}`;
const conversionsOf = (lead: string) => api.db.sql`select id from conversions where lead_id = ${lead}`;

/** As if the process had died right after it began: what it had done beyond that is undone or noted as the test says. */
const leaveUnanswered = (work: string | null) => api.db.sql`
  update idempotent_answers set status = null, body = ${work}, created_at = now() - interval '61 seconds'`;

/** What the worker does to the row once the router has answered. */
async function finish(state: ConversionState): Promise<void> {
  const find = async () =>
    (await api.db.sql`select id from conversions where state in ('requested', 'working')`)[0]?.id;
  const id = await vi.waitUntil(find, { interval: 5 });
  await api.db.sql`
    update conversions set state = ${state}, finished_at = now(), error_code = 'router_unreachable',
      error_message = 'Westlands-1 cannot be reached.' where id = ${id}`;
}

describe('a repeated request', () => {
  test('gets the same answer, and makes no second lead', async () => {
    const body = jane();
    const [first, again] = [await post('/leads', body, 'k-1'), await post('/leads', body, 'k-1')];
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect((await leadsOf(body.phoneNumber)).count).toBe(1);
  });

  test('of ten at once makes one lead', async () => {
    const body = jane();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/leads', body, 'k-1')));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses.has(201)).toBe(true);
    expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
    expect((await leadsOf(body.phoneNumber)).count).toBe(1);
  });

  test.each([
    ['another body', '/leads', () => jane()],
    ['another address', '/packages', () => ({})],
  ])('with %s is refused', async (_, path, body) => {
    await post('/leads', jane(), 'k-1', 'owner');
    const { status, json } = await post(path, body(), 'k-1', 'owner');
    expect([status, json.error.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('of somebody else, who chose the same key, is a request of its own', async () => {
    await post('/leads', jane(), 'k-1', 'sales');
    expect((await post('/leads', jane(), 'k-1', 'manager')).headers.get('idempotency-replayed')).toBeNull();
  });

  test('while the first is under way is asked to wait', async () => {
    const lead = await newLead();
    const body = wish();
    const first = post(`/leads/convert/${lead}`, body, 'k-1');
    await vi.waitUntil(async () => (await conversionsOf(lead)).count === 1, { interval: 5 });
    const { status, json, headers } = await post(`/leads/convert/${lead}`, body, 'k-1');
    expect([status, json.error.code, headers.get('retry-after')]).toEqual([
      409,
      'idempotency_in_progress',
      '5',
    ]);
    await finish('cancelled');
    await first;
  });

  test('after a refusal may bring what was missing', async () => {
    const { name, ...rest } = jane();
    expect((await post('/leads', { ...rest, name: 7 }, 'k-1')).status).toBe(422);
    expect((await post('/leads', { ...rest, name }, 'k-1')).status).toBe(201);
  });

  test('after a fault of ours is done', async () => {
    await api.db.sql`alter table packages rename to packages_away`;
    const body = jane();
    expect((await post('/leads', body, 'k-1')).status).toBe(500);
    await api.db.sql`alter table packages_away rename to packages`;
    expect((await post('/leads', body, 'k-1')).status).toBe(201);
  });
});

describe('a key', () => {
  test.each(['', 'k 1', 'ufunguo-wa-leo-é', 'x'.repeat(256)])('such as %j is refused', async (key) => {
    const body = jane();
    const headers = { 'Idempotency-Key': key };
    const { status, json } = await api.ask('POST', '/leads', { body, headers });
    expect([status, Object.keys(json.error.fields)]).toEqual([422, ['Idempotency-Key']]);
    expect((await leadsOf(body.phoneNumber)).count).toBe(0);
  });

  test('is honoured on every POST there is', async () => {
    const { paths } = (await api.ask('GET', '/openapi.json', { as: null })).json;
    const posts = Object.keys(paths).filter((path) => paths[path].post);
    expect(posts.length).toBeGreaterThan(6);
    for (const path of posts) {
      const headers = { 'Idempotency-Key': 'x'.repeat(256) };
      const { json } = await api.ask('POST', path.replace(/^\/api/, ''), { body: {}, headers });
      expect(json.error.fields, path).toHaveProperty('Idempotency-Key');
    }
  });

  test('that nobody sends costs nothing', async () => {
    await newLead();
    expect((await rows()).count).toBe(0);
  });
});

describe('when the process died in the middle', () => {
  test('a lead and its answer are both there or neither', async () => {
    await api.db.sql`alter table idempotent_answers add constraint no_answer check (status is null)`;
    const body = jane();
    expect((await post('/leads', body, 'k-1')).status).toBe(500);
    await api.db.sql`alter table idempotent_answers drop constraint no_answer`;
    expect((await leadsOf(body.phoneNumber)).count).toBe(0);
    expect((await post('/leads', body, 'k-1')).status).toBe(201);
  });

  test('a repeat takes the request over after a minute, not before', async () => {
    const body = jane();
    await post('/leads', body, 'k-1');
    await leaveUnanswered(null);
    await api.db.sql`delete from lead_events`;
    await api.db.sql`delete from leads where phone = ${body.phoneNumber}`;
    await api.db.sql`update idempotent_answers set created_at = now() - interval '50 seconds'`;
    expect((await post('/leads', body, 'k-1')).json.error.code).toBe('idempotency_in_progress');
    await leaveUnanswered(null);
    expect((await post('/leads', body, 'k-1')).status).toBe(201);
  });

  test('a repeat goes on with the conversion that was asked for, and asks for no second', async () => {
    const lead = await newLead();
    const body = wish();
    const first = await post(`/leads/convert/${lead}`, body, 'k-1');
    expect(first.status).toBe(202);
    await leaveUnanswered(first.json.conversion._id);
    const again = await post(`/leads/convert/${lead}`, body, 'k-1');
    expect([again.status, again.json.conversion._id]).toEqual([202, first.json.conversion._id]);
    expect((await conversionsOf(lead)).count).toBe(1);
    await finish('cancelled');
  });

  test('so does one for a user without a lead', async () => {
    const { createMikrotikUser: _, ...body } = wish();
    const first = await post('/mikrotik/users', body, 'k-1');
    await leaveUnanswered(first.json.conversion._id);
    const again = await post('/mikrotik/users', body, 'k-1');
    expect([again.status, again.json]).toEqual([202, first.json]);
    await finish('cancelled');
  });

  test('a fault after the conversion was asked for leaves it to whoever asks again', async () => {
    const lead = await newLead();
    const body = wish();
    const asked = post(`/leads/convert/${lead}`, body, 'k-1');
    await vi.waitUntil(async () => (await conversionsOf(lead)).count === 1, { interval: 5 });
    await api.db.sql`alter table routers rename to routers_away`;
    const { status } = await asked;
    await api.db.sql`alter table routers_away rename to routers`;
    expect(status).toBe(500);
    const [row] = await rows();
    expect(row).toEqual({ status: null, body: (await conversionsOf(lead))[0]?.id });
    await finish('cancelled');
  });
});

describe('what is kept', () => {
  test('is no refusal of a router: asked again, it is tried again', async () => {
    const lead = await newLead();
    const body = wish();
    const [failed] = await Promise.all([post(`/leads/convert/${lead}`, body, 'k-1'), finish('failed')]);
    expect(failed.status).toBe(502);
    const again = await post(`/leads/convert/${lead}`, body, 'k-1');
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, null]);
    expect((await conversionsOf(lead)).count).toBe(2);
    await finish('cancelled');
  });

  test('holds no password', async () => {
    await post(`/leads/convert/${await newLead()}`, wish(), 'k-1', 'owner');
    await finish('cancelled');
    const kilimani = { ...westlands, name: 'Kilimani-1', tlsFingerprint: null, password: 'pa55word' };
    expect((await post('/routers', kilimani, 'k-2', 'owner')).status).toBe(201);
    const kept = JSON.stringify(await api.db.sql`select * from idempotent_answers`);
    expect(kept).toContain('Kilimani-1');
    expect(kept).not.toContain('pa55word');
  });

  test('tells a website’s key the same for a known phone', async () => {
    const known = { phoneNumber: jane().phoneNumber, leadSource: 'Website' };
    const [first, again] = [
      await post('/leads', known, 'k-1', 'intake'),
      await post('/leads', known, 'k-1', 'intake'),
    ];
    expect([first.text, again.text, again.status]).toEqual([first.text, first.text, 202]);
    const touches = await api.db.sql`
      select e.id from lead_events e join leads l on l.id = e.lead_id
      where l.phone = ${known.phoneNumber} and e.kind = 'touched'`;
    expect(touches.count).toBe(0);
  });
});

test('a lead that never was stays 404, and its key free', async () => {
  expect((await post(`/leads/${newId('lead')}/restore`, undefined, 'k-1')).status).toBe(404);
  expect((await rows()).count).toBe(0);
});

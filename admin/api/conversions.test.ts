import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addPackage } from '../../db/packages.ts';
import { addRouter } from '../../db/routers.ts';
import type { ConversionState } from '../../domain/conversion.ts';
import { type Id, newId } from '../../domain/id.ts';
import { parseMoney } from '../../domain/money.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';

const patience = 600;
let api: TestApi;
let wanjiru: { cookie: string; id: Id<'user'> };
let home20: Id<'package'>;
let westlands: Id<'router'>;
let counter = 0;

async function addTestRouter(name: string): Promise<Id<'router'>> {
  const address = { host: '10.0.0.1', port: 8729, tls: true, tlsFingerprint: null };
  const added = await addRouter(api.db, { name, ...address, username: 'karibu', password: 'secret' });
  if ('refused' in added) throw new Error(`${name} is new here.`);
  return added.id;
}

beforeAll(async () => {
  api = await startTestApi({ convertWaitMs: patience });
  wanjiru = await api.signIn('Wanjiru', 'sales');
  const price = parseMoney(2999);
  if (!price) throw new Error('2999 is money.');
  const sold = {
    name: '20 Mbps',
    service: 'pppoe',
    profile: 'home-20',
    downloadMbps: 20,
    uploadMbps: 20,
  } as const;
  const added = await addPackage(api.db, { ...sold, price });
  if ('refused' in added) throw new Error('The package is new here.');
  home20 = added.id;
  westlands = await addTestRouter('Westlands-1');
});
afterAll(() => api.drop());

async function newLead(fields: Record<string, unknown> = {}): Promise<Id<'lead'>> {
  counter += 1;
  const phoneNumber = `+2547330${String(counter).padStart(5, '0')}`;
  const body = { phoneNumber, leadSource: 'Referral', name: 'Jane', ...fields };
  const { status, json } = await api.ask('POST', '/leads', { body });
  expect(status, JSON.stringify(json)).toBe(201);
  return json._id;
}

function wish(more: Record<string, unknown> = {}) {
  counter += 1;
  const user = { username: `jane.${counter}`, password: 'pa55word', packageId: home20, routerId: westlands };
  return { createMikrotikUser: true, ...user, ...more };
}

/** What the worker does to the rows once the router has answered; it is tested on real wires elsewhere. */
async function finish(state: ConversionState, error: { code: string; message: string } | null = null) {
  const { sql } = api.db;
  const id = await waitForRequest();
  await sql.begin(async (tx) => {
    await tx`
      update conversions set state = ${state}, finished_at = now(), error_code = ${error?.code ?? null},
        error_message = ${error?.message ?? null}, steps = steps || ${tx.json([{ at: new Date().toISOString(), what: 'looked', words: 'the router’s own' }])}
      where id = ${id}`;
    if (state !== 'done') return;
    await tx`
      insert into mikrotik_users (id, username, router_id, package_id, service, profile, ip_address, password_sealed, lead_id, conversion_id)
      select ${newId('mikrotik_user')}, username, router_id, package_id, service, profile, ip_address, password_sealed, lead_id, id
      from conversions where id = ${id}`;
    await tx`update leads set status = 'Converted', converted_at = now() where id = (select lead_id from conversions where id = ${id})`;
  });
  return id;
}

function waitForRequest(): Promise<string> {
  const find = async () => (await api.db.sql`select id from conversions where state = 'requested'`)[0]?.id;
  return vi.waitUntil(find, { interval: 5 });
}

/** Lets no request of one test be taken for that of the next. */
async function cancelAll(): Promise<void> {
  await api.db
    .sql`update conversions set state = 'cancelled' where state in ('requested', 'waiting', 'uncertain')`;
}

const convert = (lead: string, body: unknown, headers: Record<string, string> = {}) =>
  api.ask('POST', `/leads/convert/${lead}`, { as: wanjiru, body, headers });

describe('converting a lead with a user', () => {
  test('answers 200 with lead and conversion once the router was seen to hold the user', async () => {
    const lead = await newLead();
    const body = wish({ ipAddress: '10.20.0.15' });
    const [{ status, json, text }, id] = await Promise.all([convert(lead, body), finish('done')]);
    expect(status, text).toBe(200);
    expect(json).toEqual({
      lead: expect.objectContaining({
        _id: lead,
        status: 'Converted',
        isConverted: true,
        mikrotikUser: {
          _id: expect.stringMatching(/^mikrotik_user_/),
          username: body.username,
          router: { _id: westlands, name: 'Westlands-1' },
        },
      }),
      conversion: {
        _id: id,
        lead,
        state: 'done',
        username: body.username,
        router: { _id: westlands, name: 'Westlands-1' },
        steps: [
          { at: expect.any(String), what: 'requested' },
          { at: expect.any(String), what: 'looked' },
        ],
        error: null,
        requestedBy: wanjiru.id,
        createdAt: expect.any(String),
        finishedAt: expect.any(String),
      },
    });
    expect(text).not.toContain('pa55word');
    expect((await api.ask('GET', `/conversions/${id}`)).json).toEqual(json.conversion);
  });

  test('answers 502 with the router’s words when it failed, and the lead is as it was', async () => {
    const lead = await newLead({ status: 'Interested' });
    const error = { code: 'router_refused', message: 'Westlands-1 says: “failure: no such profile”.' };
    const [{ status, json }] = await Promise.all([convert(lead, wish()), finish('failed', error)]);
    expect(status).toBe(502);
    expect(json).toEqual({
      error,
      lead: expect.objectContaining({ _id: lead, status: 'Interested', mikrotikUser: null }),
      conversion: expect.objectContaining({ state: 'failed', error }),
    });
  });

  test('answers 202 when the worker is not done in time, and says where to look', async () => {
    const lead = await newLead();
    const { status, json, headers } = await convert(lead, wish());
    expect([status, json.conversion.state, json.lead.status]).toEqual([202, 'requested', 'New']);
    expect(headers.get('location')).toBe(`/api/conversions/${json.conversion._id}`);
    await cancelAll();
  });

  test('answers 202 when the outcome is not known', async () => {
    const lead = await newLead();
    const [{ status, json }] = await Promise.all([convert(lead, wish()), finish('uncertain')]);
    expect([status, json.conversion.state]).toEqual([202, 'uncertain']);
    await cancelAll();
  });

  test('answers 202 at once to who prefers that', async () => {
    const lead = await newLead();
    const before = Date.now();
    const { status, headers } = await convert(lead, wish(), { Prefer: 'respond-async, wait=10' });
    expect(status).toBe(202);
    expect(headers.get('preference-applied')).toBe('respond-async');
    expect(Date.now() - before).toBeLessThan(patience);
    await cancelAll();
  });

  test('fills in what is left open: name, password, package and the only router', async () => {
    const lead = await newLead({ name: 'Étienne', location: 'Kilimani', desiredPackage: home20 });
    const { status, json } = await convert(lead, { createMikrotikUser: true }, { Prefer: 'respond-async' });
    expect(status).toBe(202);
    expect(json.conversion).toMatchObject({ username: 'etienne.kilimani', router: { _id: westlands } });
    await cancelAll();
  });

  test('asks for what cannot be guessed', async () => {
    const second = await addTestRouter('Kilimani-1');
    const { status, json } = await convert(await newLead(), { createMikrotikUser: true });
    expect(status).toBe(422);
    expect(Object.keys(json.error.fields).toSorted()).toEqual(['packageId', 'routerId']);
    await api.db.sql`update routers set active = false where id = ${second}`;
  });

  test('leaves alone a lead that is being converted', async () => {
    const lead = await newLead();
    await convert(lead, wish(), { Prefer: 'respond-async' });
    const again = await convert(lead, wish());
    expect([again.status, again.json.error.code]).toEqual([409, 'conversion_running']);
    const asked = {
      put: api.ask('PUT', `/leads/${lead}`, { body: { status: 'Contacted' } }),
      gone: api.ask('DELETE', `/leads/${lead}`),
    };
    expect((await asked.put).json.error.code).toBe('conversion_running');
    expect((await asked.gone).status).toBe(409);
    expect((await api.ask('PUT', `/leads/${lead}`, { body: { notes: 'Gate code 4.' } })).status).toBe(200);
    await cancelAll();
  });

  test('locks it: it cannot be converted, moved, renamed, renumbered or archived again', async () => {
    const lead = await newLead();
    await Promise.all([convert(lead, wish()), finish('done')]);
    for (const body of [wish(), { createMikrotikUser: false }]) {
      const { status, json } = await convert(lead, body);
      expect([status, json.error.code]).toEqual([409, 'locked']);
    }
    for (const body of [
      { status: 'New' },
      { name: 'Janet' },
      { name: null },
      { phoneNumber: '0799999999' },
    ]) {
      const { status, json } = await api.ask('PUT', `/leads/${lead}`, { body });
      expect([status, json.error.code]).toEqual([409, 'locked']);
    }
    expect((await api.ask('DELETE', `/leads/${lead}`)).json.error.code).toBe('locked');
    expect((await api.ask('PUT', `/leads/${lead}`, { body: { followUpDate: '2027-01-01' } })).status).toBe(
      200,
    );
  });

  test('under a username that is taken there is refused', async () => {
    const body = wish();
    await convert(await newLead(), body, { Prefer: 'respond-async' });
    const { status, json } = await convert(await newLead(), body);
    expect(status).toBe(409);
    expect(json.error).toMatchObject({ code: 'username_taken', fields: { username: expect.any(String) } });
    await cancelAll();
  });

  test('that somebody cancels is answered so', async () => {
    const [{ status, json }] = await Promise.all([convert(await newLead(), wish()), finish('cancelled')]);
    expect([status, json.error.code, json.conversion.state]).toEqual([502, 'cancelled', 'cancelled']);
  });

  test.each([
    ['username', 'Jane K'],
    ['username', ''],
    ['password', 'abc'],
    ['password', 'with space'],
    ['ipAddress', '10.0.0'],
    ['ipAddress', '10.0.0.1/24'],
    ['packageId', newId('package')],
    ['routerId', newId('router')],
    ['routerId', 'Westlands-1'],
    ['createMikrotikUser', 'yes'],
    ['createMikrotikUser', undefined],
    ['profile', 'home-20'],
  ])('whose %s is %j cannot be accepted', async (field, value) => {
    const { status, json } = await convert(await newLead(), wish({ [field]: value }));
    expect(status).toBe(422);
    expect(Object.keys(json.error.fields)).toEqual([field]);
  });
});

describe('converting a lead without a user', () => {
  test('moves it to Converted, and twice is harmless', async () => {
    const lead = await newLead();
    for (let times = 0; times < 2; times++) {
      const { status, json } = await convert(lead, { createMikrotikUser: false });
      expect(status).toBe(200);
      expect(json).toEqual({
        lead: expect.objectContaining({ isConverted: true, mikrotikUser: null }),
        conversion: null,
      });
    }
    expect((await api.ask('PUT', `/leads/${lead}`, { body: { status: 'Interested' } })).status).toBe(200);
  });

  test('can be followed by a user later', async () => {
    const lead = await newLead({ status: 'Converted' });
    const [{ status, json }] = await Promise.all([convert(lead, wish()), finish('done')]);
    expect([status, json.lead.mikrotikUser?.router.name]).toEqual([200, 'Westlands-1']);
  });
});

describe('a user without a lead', () => {
  const body = () => {
    const { createMikrotikUser: _, ...user } = wish();
    return user;
  };

  test('comes out as 201 once the router was seen to hold it', async () => {
    const asked = body();
    const [{ status, json, text }] = await Promise.all([
      api.ask('POST', '/mikrotik/users', { as: wanjiru, body: asked }),
      finish('done'),
    ]);
    expect(status, text).toBe(201);
    expect(json).toEqual({
      _id: expect.stringMatching(/^mikrotik_user_/),
      username: asked.username,
      service: 'pppoe',
      profile: 'home-20',
      ipAddress: null,
      router: { _id: westlands, name: 'Westlands-1' },
      package: { _id: home20, name: '20 Mbps' },
      lead: null,
      createdAt: expect.any(String),
    });
    const again = await api.ask('POST', '/mikrotik/users', { body: { ...body(), username: asked.username } });
    expect([again.status, again.json.error.code]).toEqual([409, 'username_taken']);
  });

  test('is 202 while it goes on and 502 when it failed', async () => {
    const later = await api.ask('POST', '/mikrotik/users', {
      body: body(),
      headers: { Prefer: 'respond-async' },
    });
    expect(later.status).toBe(202);
    expect(later.json).toEqual({ conversion: expect.objectContaining({ lead: null, state: 'requested' }) });
    await cancelAll();
    const error = { code: 'router_unreachable', message: 'Westlands-1 cannot be reached.' };
    const [failed] = await Promise.all([
      api.ask('POST', '/mikrotik/users', { body: body() }),
      finish('failed', error),
    ]);
    expect(failed.status).toBe(502);
    expect(failed.json).toEqual({ error, conversion: expect.objectContaining({ state: 'failed' }) });
  });

  test('needs every field but the address', async () => {
    const { status, json } = await api.ask('POST', '/mikrotik/users', { body: {} });
    expect(status).toBe(422);
    expect(Object.keys(json.error.fields).toSorted()).toEqual([
      'packageId',
      'password',
      'routerId',
      'username',
    ]);
  });
});

test('a conversion that never was is 404', async () => {
  expect((await api.ask('GET', `/conversions/${newId('conversion')}`)).status).toBe(404);
  expect((await api.ask('GET', '/conversions/1')).status).toBe(404);
  expect((await convert(newId('lead'), wish())).status).toBe(404);
});

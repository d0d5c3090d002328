import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addPerson } from '../../db/person/people.ts';
import { answerQuestion } from '../../db/questions.ts';
import { type Id, newId } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ convertWaitMs: 500 });
});
afterAll(() => api.drop());

describe('packages', () => {
  const home20 = {
    name: '20 Mbps Home',
    service: 'pppoe',
    profile: 'home-20',
    downloadMbps: 20,
    uploadMbps: 10,
    price: 2999.5,
  };

  test('are added, and listed cheapest first', async () => {
    const added = await api.ask('POST', '/packages', { body: home20 });
    expect(added.status).toBe(201);
    expect(added.json).toEqual({ _id: expect.stringMatching(/^package_/), ...home20, active: true });
    const cheaper = { ...home20, name: '5 Mbps', price: 1500 };
    await api.ask('POST', '/packages', { body: cheaper });
    const { json } = await api.ask('GET', '/packages', { as: 'technician' });
    expect(json).toEqual({ data: [expect.objectContaining({ name: '5 Mbps', price: 1500 }), added.json] });
  });

  test('of one name are one', async () => {
    const { status, json } = await api.ask('POST', '/packages', {
      body: { ...home20, name: '20 MBPS HOME' },
    });
    expect([status, json.error.code]).toEqual([409, 'name_taken']);
  });

  test.each([
    ['name', ' '],
    ['service', 'static'],
    ['profile', undefined],
    ['downloadMbps', 0],
    ['uploadMbps', 2.5],
    ['price', 'free'],
    ['price', 10.001],
    ['active', false],
  ])('whose %s is %j cannot be accepted', async (field, value) => {
    const { status, json } = await api.ask('POST', '/packages', { body: { ...home20, [field]: value } });
    expect(status).toBe(422);
    expect(Object.keys(json.error.fields)).toEqual([field]);
  });
});

describe('routers', () => {
  const fingerprint = 'ab'.repeat(32);
  const westlands = {
    name: 'Westlands-1',
    host: '10.0.0.1',
    port: 8729,
    tls: true,
    tlsFingerprint: fingerprint,
    username: 'karibu',
    password: 'a router secret',
  };

  test('are added and listed without their password', async () => {
    const { status, json, text } = await api.ask('POST', '/routers', { body: westlands });
    expect(status).toBe(201);
    const { password: _, ...shown } = westlands;
    expect(json).toEqual({
      _id: expect.stringMatching(/^router_/),
      ...shown,
      tlsFingerprint: fingerprint.toUpperCase().replace(/..(?!$)/g, '$&:'),
      lastSeenAt: null,
      lastError: null,
      awayUntil: null,
    });
    const list = await api.ask('GET', '/routers', { as: 'technician' });
    expect(list.json).toEqual({ data: [json] });
    expect(text + list.text).not.toContain('secret');
  });

  test('of one name are one', async () => {
    const { status, json } = await api.ask('POST', '/routers', { body: westlands });
    expect([status, json.error.code]).toEqual([409, 'name_taken']);
  });

  test.each([
    ['host', 'http://10.0.0.1'],
    ['host', ''],
    ['port', 70_000],
    ['port', '8729'],
    ['tls', undefined],
    ['tlsFingerprint', 'abc'],
    ['password', undefined],
    ['username', null],
  ])('whose %s is %j cannot be accepted', async (field, value) => {
    const { status, json } = await api.ask('POST', '/routers', {
      body: { ...westlands, name: 'New', [field]: value },
    });
    expect(status).toBe(422);
    expect(Object.keys(json.error.fields)).toEqual([field]);
  });

  const openQuestion = (): Promise<Id<'question'>> =>
    vi.waitUntil(async () => (await api.db.sql`select id from questions where answer is null`)[0]?.id, {
      interval: 5,
    });
  const test1 = async () => {
    const [{ _id }] = (await api.ask('GET', '/routers')).json.data;
    return api.ask('POST', `/routers/${_id}/test`);
  };

  test('say how they are, through the worker', async () => {
    const identity = { name: 'Westlands-1', version: '7.15', uptime: '3w2d', board: 'hAP ax³' };
    const asked = test1();
    await answerQuestion(api.db, await openQuestion(), { ok: true, identity });
    const { status, json } = await asked;
    expect([status, json]).toEqual([200, { ok: true, identity }]);
  });

  test('that cannot be asked are told of in words', async () => {
    const said = { ok: false, message: 'Westlands-1 cannot be reached.' } as const;
    const asked = test1();
    await answerQuestion(api.db, await openQuestion(), said);
    expect((await asked).json).toEqual(said);
  });

  test('are not waited for without end', async () => {
    const { status, json } = await test1();
    expect([status, json.error.code]).toEqual([504, 'no_answer']);
  });

  test('that never were are 404', async () => {
    expect((await api.ask('POST', `/routers/${newId('router')}/test`)).status).toBe(404);
  });
});

test('people are those who work for or with the ISP now', async () => {
  const phone = parsePhone('0733000222');
  await addPerson(api.db, { name: 'John Doe', phone, role: 'agent', agentKind: 'caretaker' });
  const wanjiru = await api.signIn('Wanjiru', 'sales');
  const left = await api.signIn('Gone', 'sales');
  await api.db.sql`update people set active = false where id = ${left.id}`;
  const { json } = await api.ask('GET', '/people');
  expect(json).toEqual({
    data: [
      {
        _id: expect.stringMatching(/^user_/),
        name: 'John Doe',
        role: 'agent',
        agentKind: 'caretaker',
        phoneNumber: '+254733000222',
      },
      { _id: wanjiru.id, name: 'Wanjiru', role: 'sales', agentKind: null, phoneNumber: null },
    ],
  });
});

describe('stats', () => {
  beforeAll(async () => {
    await api.db.sql`
      insert into leads (id, phone, source, status, created_at, converted_at) values
        (${newId('lead')}, '+254712000001', 'Website', 'New', '2026-01-31T21:30:00Z', null),
        (${newId('lead')}, '+254712000002', 'Website', 'Converted', '2025-05-05T05:05:05Z', '2026-02-01T12:00:00Z')`;
  });

  test('count leads, those of this month, and those converted', async () => {
    const { json } = await api.ask('GET', '/stats');
    expect(json).toEqual({ totalLeads: 2, newLeadsThisMonth: expect.any(Number), totalConvertedLeads: 1 });
  });

  test('of a year are twelve months by name', async () => {
    const { json } = await api.ask('GET', '/stats/leads-over-time?year=2026');
    expect(json).toMatchObject({ year: 2026, years: [2025, 2026] });
    const names = json.months.map((month: { month: string }) => month.month);
    expect(names.join()).toBe('Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec');
    expect(json.months[0]).toEqual({ month: 'Jan', newLeads: 0, convertedLeads: 0 });
    expect(json.months[1]).toEqual({ month: 'Feb', newLeads: 1, convertedLeads: 1 });
  });

  test('are of this year when none is asked for, and empty for one without leads', async () => {
    const { json } = await api.ask('GET', '/stats/leads-over-time');
    expect(json.months).toHaveLength(12);
    const { json: early } = await api.ask('GET', '/stats/leads-over-time?year=1999');
    expect(new Set(early.months.map((month: { newLeads: number }) => month.newLeads))).toEqual(new Set([0]));
  });

  test.each(['26', 'next', '2026&year=2025', '99999'])('of the year %s are refused', async (year) => {
    expect((await api.ask('GET', `/stats/leads-over-time?year=${year}`)).status).toBe(422);
  });
});

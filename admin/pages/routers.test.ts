import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerQuestion } from '../../db/questions.ts';
import { findRouterAccess, listRouters } from '../../db/routers.ts';
import type { Id } from '../../domain/id.ts';
import { type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let faith: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Faith Mwende', 'manager');
  faith = await signIn(desk, 'Faith');
});
afterAll(() => desk.close());

const westlands = {
  name: 'Westlands-1',
  host: '10.10.0.1',
  port: '8729',
  tls: 'yes',
  tlsFingerprint: 'aa'.repeat(32),
  username: 'karibu',
  password: 'siri ya router',
};

test('without a router the page says what to do next', async () =>
  expect((await faith.get('/routers')).text).toContain('No router yet'));

test('a router is added; its password is kept sealed and never shown', async () => {
  expect((await faith.post('/routers', westlands)).to).toBe('/routers');
  const [router] = await listRouters(desk.db);
  expect(router).toMatchObject({ name: 'Westlands-1', port: 8729, tls: true });
  expect(router?.tlsFingerprint).toBe(Array(32).fill('AA').join(':'));
  expect(router && (await findRouterAccess(desk.db, router.id))?.password).toBe('siri ya router');
  const { text } = await faith.get('/routers');
  expect(text).toContain('not asked yet');
  expect(text).not.toContain('siri ya router');
});

test('what is wrong stands beside its field, and the password is not sent back', async () => {
  const wrong = {
    ...westlands,
    name: '',
    host: 'http://10.0.0.1',
    port: '99999',
    tlsFingerprint: 'zz',
    username: '',
  };
  const { status, text } = await faith.post('/routers', wrong, htmx);
  expect(status).toBe(422);
  for (const field of ['name', 'host', 'port', 'tlsFingerprint', 'username']) {
    expect(text).toContain(`id="field-${field}-error"`);
  }
  expect(text).not.toContain('siri ya router');
});

test('a name that is taken is refused', async () =>
  expect((await faith.post('/routers', westlands)).text).toContain('Another router has this name'));

describe('a router that is there', () => {
  const find = async () => (await listRouters(desk.db))[0] ?? expect.fail('There is no router.');
  const { password: _, ...reached } = westlands;

  test('is edited; an empty password keeps the one it has', async () => {
    const { id } = await find();
    const form = (await faith.get(`/routers/${id}/edit`, htmx)).text;
    expect(form).toContain('value="10.10.0.1"');
    expect(form).not.toContain('siri ya router');
    expect((await faith.post(`/routers/${id}`, { ...reached, name: 'Westlands-2' })).to).toBe('/routers');
    expect((await find()).name).toBe('Westlands-2');
    expect((await findRouterAccess(desk.db, id))?.password).toBe('siri ya router');
    await faith.post(`/routers/${id}`, westlands);
  });

  test.each([
    ['host', '10.66.0.6'],
    ['port', '8730'],
    ['tlsFingerprint', ''],
  ])('does not tell its password to whoever stands behind another %s', async (field, value) => {
    const { id } = await find();
    const moved = { ...reached, [field]: value };
    const { status, text } = await faith.post(`/routers/${id}`, moved, htmx);
    expect(status).toBe(422);
    expect(text).toContain('id="field-password-error"');
    expect(await find()).toMatchObject({ host: '10.10.0.1', port: 8729 });
  });

  test('stays where it was moved to by whoever wrote its new password a moment before', async () => {
    const { id } = await find();
    let editing: Promise<unknown> | undefined;
    await desk.db.sql.begin(async (sql) => {
      await sql`update routers set host = '10.20.0.1' where id = ${id}`;
      // This form was read before: it says the old address, and no password.
      editing = faith.post(`/routers/${id}`, { ...reached, username: 'karibu-2' });
      const waiting = () => desk.db.sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await waiting()).count).toBe(1);
    });
    await editing;
    expect(await find()).toMatchObject({ host: '10.20.0.1', username: 'karibu-2' });
    await faith.post(`/routers/${id}`, westlands);
  });

  test('is taken out of use, and put to use again', async () => {
    const { id } = await find();
    const { text } = await faith.get(`/routers/${id}/retirement`, htmx);
    expect(text).toContain('Take Westlands-1 out of use?');
    expect((await faith.post(`/routers/${id}/retirement`)).to).toBe('/routers');
    expect((await faith.get('/routers')).text).toContain('Out of use (1)');
    expect((await faith.get(`/routers/${id}/edit`)).status).toBe(404);
    expect((await faith.post(`/routers/${id}/revival`)).to).toBe('/routers');
    expect((await faith.post(`/routers/${id}/revival`)).status).toBe(404);
    expect((await faith.get('/routers')).text).not.toContain('Out of use');
  });

  test('stays while users are on it, and says how many', async () => {
    const { id } = await find();
    await desk.db.sql`
      insert into packages (id, name, service, profile, download_mbps, upload_mbps, price)
      values ('package_1', 'Home', 'pppoe', 'home', 5, 5, 500)`;
    await desk.db.sql`
      insert into conversions (id, router_id, package_id, service, profile, username, password_sealed, state)
      values ('conversion_1', ${id}, 'package_1', 'pppoe', 'home', 'jane', '', 'done')`;
    await desk.db.sql`
      insert into mikrotik_users (id, router_id, package_id, service, profile, username, password_sealed, conversion_id)
      values ('mikrotik_user_1', ${id}, 'package_1', 'pppoe', 'home', 'jane', '', 'conversion_1')`;
    const { status, text } = await faith.post(`/routers/${id}/retirement`, {}, htmx);
    expect(status).toBe(422);
    expect(text).toContain('1 user is on it.');
  });
});

describe('testing the connection', () => {
  const begin = async () => {
    const [router] = await listRouters(desk.db);
    const { text } = await faith.post(`/routers/${router?.id}/test`, {}, htmx);
    const path = /hx-get="([^"]+)"/.exec(text)?.[1] ?? '';
    // The path was made from this id, and a question_… is in it.
    return { path, question: /question_[\w-]+/.exec(path)?.[0] as Id<'question'> };
  };

  test('asks a worker, and tells the router’s answer when it is there', async () => {
    const { path, question } = await begin();
    expect((await faith.get(path, htmx)).status).toBe(204);
    const identity = { name: 'Westlands-1', version: '7.20.1', uptime: '3d4h', board: 'RB4011' };
    await answerQuestion(desk.db, question, { ok: true, identity });
    const { text } = await faith.get(path, htmx);
    expect(text).toContain('Westlands-1 answers: RouterOS 7.20.1 on RB4011, up 3d4h');
    expect(text).not.toContain('every 1s');
  });

  test('tells why the router could not be asked', async () => {
    const { path, question } = await begin();
    await answerQuestion(desk.db, question, { ok: false, message: 'Connection refused.' });
    expect((await faith.get(path, htmx)).text).toContain('Connection refused.');
  });

  test('says that no worker runs when nobody answers', async () => {
    const { path } = await begin();
    const late = path.replace(/since=\d+/, `since=${Date.now() - 60_000}`);
    expect((await faith.get(late, htmx)).text).toContain('No worker has answered.');
  });

  test('goes on a page of its own without JavaScript', async () => {
    const [router] = await listRouters(desk.db);
    const { to } = await faith.post(`/routers/${router?.id}/test`);
    const { text } = await faith.get(to ?? '');
    expect(text).toContain('Asking the router');
    expect(text).toContain('<noscript><meta http-equiv="refresh"');
  });

  test('of a router that is not there asks nobody', async () =>
    expect((await faith.post('/routers/router_1/test', {}, htmx)).status).toBe(404));
});

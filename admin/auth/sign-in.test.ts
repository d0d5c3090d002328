import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  emailOf,
  hire,
  htmx,
  openBrowser,
  openTestDesk,
  publicUrl,
  signIn,
  staffPassword,
  type TestDesk,
} from '../../test/desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  await hire(desk.db, 'Brian Kiprop', 'sales');
});
afterAll(() => desk.close());

const wrong = 'do not belong together';

test('a page without a session leads to the sign-in, which leads back', async () => {
  const browser = openBrowser(desk.routes);
  expect((await browser.get('/people?x=1')).to).toBe('/sign-in?next=%2Fpeople%3Fx%3D1');
  const credentials = { email: emailOf('Amina'), password: staffPassword, next: '/people?x=1' };
  expect(await browser.post('/sign-in', credentials)).toMatchObject({ status: 303, to: '/people?x=1' });
  expect((await browser.get('/people')).status).not.toBe(303);
});

test('a fragment without a session sends the whole browser to the sign-in', async () => {
  const answer = await openBrowser(desk.routes).get('/leads', htmx);
  expect(answer).toMatchObject({ status: 401, to: '/sign-in' });
});

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'the sign-in never leads to %s',
  async (next) => {
    const credentials = { email: emailOf('Amina'), password: staffPassword, next };
    expect((await openBrowser(desk.routes).post('/sign-in', credentials)).to).toBe('/');
  },
);

test('an unknown address and a wrong password are told alike, and what was typed stays', async () => {
  const browser = openBrowser(desk.routes);
  const unknown = await browser.post('/sign-in', { email: 'nobody@isp.test', password: staffPassword });
  const mistyped = await browser.post('/sign-in', { email: emailOf('Amina'), password: 'not the one' });
  for (const answer of [unknown, mistyped]) {
    expect(answer.status).toBe(401);
    expect(answer.text).toContain(wrong);
  }
  expect(mistyped.text).toContain('value="amina@isp.test"');
  expect(mistyped.text).not.toContain('not the one');
  expect(browser.cookies.size).toBe(0);
});

test('the session cookie is out of reach of scripts and of other sites', async () => {
  const browser = openBrowser(desk.routes);
  const answer = await browser.post('/sign-in', { email: emailOf('Amina'), password: staffPassword });
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('karibu.session_token='));
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(cookie).not.toMatch(/Secure/i);
});

test('behind https the session cookie is secure and of this host only', async () => {
  const secure = await openTestDesk({ publicUrl: 'https://desk.test' });
  await hire(secure.db, 'Amina Owino', 'owner');
  const amina = openBrowser(secure.routes);
  const answer = await amina.post('/sign-in', { email: emailOf('Amina'), password: staffPassword });
  const cookies = answer.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThan(0);
  // Without any of these a browser takes no cookie of such a name.
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-karibu\./);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; Path=\/(;|$)/);
    expect(cookie).not.toMatch(/Domain=/i);
  }
  expect((await amina.get('/profile')).status).toBe(200);
  await amina.post('/sign-out');
  expect([...amina.cookies.keys()]).not.toContain('__Host-karibu.session_token');
  expect((await amina.get('/profile')).to).toMatch(/^\/sign-in/);
  // Not for subdomains: an ISP's captive portals stand there, on plain http.
  expect(answer.headers.get('strict-transport-security')).toBe('max-age=15552000');
  await secure.close();
});

test('whoever signs out is out, also with the old cookies', async () => {
  const browser = await signIn(desk, 'Brian');
  const before = new Map(browser.cookies);
  before.delete('karibu.session_data');
  expect((await browser.post('/sign-out')).to).toBe('/sign-in');
  expect((await browser.get('/leads')).to).toContain('/sign-in');
  const thief = openBrowser(desk.routes);
  for (const [name, value] of before) thief.cookies.set(name, value);
  expect((await thief.get('/leads')).to).toContain('/sign-in');
});

test('a person made inactive is out with the next click and cannot come back', async () => {
  await hire(desk.db, 'Cate Wanjiru', 'sales');
  const browser = await signIn(desk, 'Cate');
  expect((await browser.get('/profile')).status).not.toBe(303);
  await desk.db.sql`update people set active = false where name = 'Cate Wanjiru'`;
  expect((await browser.get('/profile')).to).toContain('/sign-in');
  const again = await openBrowser(desk.routes).post('/sign-in', {
    email: emailOf('Cate'),
    password: staffPassword,
  });
  expect(again.status).toBe(401);
  expect(again.text).toContain(wrong);
});

test('a write from another site is refused', async () => {
  const browser = await signIn(desk, 'Brian');
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await browser.post('/sign-out', {}, foreign)).status).toBe(403);
  expect((await browser.post('/sign-out', {}, { origin: '' })).status).toBe(403);
  expect((await browser.post('/sign-out', {}, { origin: 'null' })).status).toBe(403);
  expect((await browser.get('/profile')).status).not.toBe(303);
  expect((await browser.post('/sign-out', {}, { origin: publicUrl })).status).toBe(303);
});

test('nobody can make an account, and the library has no routes of its own', async () => {
  const browser = openBrowser(desk.routes);
  const fields = { name: 'Mallory', email: 'mallory@isp.test', password: staffPassword };
  const answer = await browser.post('/api/auth/sign-up/email', fields);
  expect(answer.status).toBe(401);
  const users = await desk.db.sql`select from sign_in_users where email = 'mallory@isp.test'`;
  expect(users.count).toBe(0);
});

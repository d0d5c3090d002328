import { afterAll, beforeAll, expect, test } from 'vitest';
import { listApiKeys } from '../../db/person/api-keys.ts';
import { type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

const page = '/settings/api-keys';

async function makeKey(name: string, role: string): Promise<string> {
  const { text } = await amina.post(page, { name, role }, htmx);
  return /value="(karibu_[\w-]+)"/.exec(text)?.[1] ?? expect.fail(`No key for ${name}: ${text}`);
}

async function packagesWith(key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  return (await desk.routes.request('/api/packages', { headers })).status;
}

test('without a key the page says what one is for, and how a website sends leads in', async () => {
  const { text } = await amina.get(page);
  expect(text).toContain('No key yet');
  expect(text).toContain('http://desk.test/join?embed=1');
  expect(text).toContain('curl http://desk.test/api/leads');
});

test('a key is shown once, in the answer that makes it, and nowhere else', async () => {
  const { status, text, headers, to } = await amina.post(page, { name: 'Dashboard', role: 'manager' });
  const key = /value="(karibu_[\w-]+)"/.exec(text)?.[1] ?? expect.fail('No key.');
  expect([status, to]).toEqual([200, null]);
  expect(headers.get('cache-control')).toContain('no-store');
  expect([...amina.cookies.values()].join()).not.toContain(key);
  const list = (await amina.get(page)).text;
  expect(list).toContain('Dashboard');
  expect(list).toContain(key.slice(0, 12));
  expect(list).not.toContain(key);
  expect(await packagesWith(key)).toBe(200);
});

test('a revoked key is refused with the next request', async () => {
  const key = await makeKey('Old website', 'sales');
  expect(await packagesWith(key)).toBe(200);
  const id = (await listApiKeys(desk.db)).find(({ name }) => name === 'Old website')?.id;
  const path = `${page}/${id}/revocation`;
  expect((await amina.get(path, htmx)).text).toContain('Revoke this key?');
  expect(await packagesWith(key)).toBe(200);
  expect((await amina.post(path)).to).toBe(page);
  expect(await packagesWith(key)).toBe(401);
  const { text } = await amina.get(page);
  expect(text).toContain('Old website is revoked.');
  expect(text).not.toContain(path);
});

test('a key without a name, or with a role that sees only its own leads, is refused', async () => {
  const { status, text } = await amina.post(page, { name: ' ', role: 'technician' }, htmx);
  expect(status).toBe(422);
  for (const field of ['name', 'role']) expect(text).toContain(`id="field-${field}-error"`);
});

test('a key that is not there cannot be revoked', async () =>
  expect((await amina.post(`${page}/api_key_1/revocation`)).status).toBe(404));

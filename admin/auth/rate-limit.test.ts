import { afterAll, beforeAll, expect, test } from 'vitest';
import { emailOf, hire, openBrowser, openTestDesk, staffPassword, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
});
afterAll(() => desk.close());

const attempt = (address: string, password: string) =>
  openBrowser(desk.routes).post(
    '/sign-in',
    { email: emailOf('Amina'), password },
    { 'x-forwarded-for': address },
  );

test('twenty attempts a minute from one address are heard, whatever it claims before the proxy’s word', async () => {
  for (let tried = 0; tried < 20; tried++) {
    expect((await attempt(`198.51.100.${tried}, 203.0.113.7`, 'guess')).status).toBe(401);
  }
  const next = await attempt('203.0.113.7', staffPassword);
  expect(next.status).toBe(429);
  expect(next.text).toMatch(/Too many attempts\. Wait \d+ seconds/);
  expect((await attempt('203.0.113.8', staffPassword)).status).toBe(303);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import {
  type Browser,
  hire,
  openBrowser,
  openTestDesk,
  publicUrl,
  signIn,
  type TestDesk,
} from '../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

test('every page forbids what is inline, framed or foreign', async () => {
  for (const path of ['/sign-in', '/leads', '/password/none']) {
    const { headers } = await amina.get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe(path === '/password/none' ? 'no-referrer' : 'same-origin');
  }
});

test('no page has an inline script, style or handler that the policy would stop', async () => {
  for (const path of ['/sign-in', '/leads', '/leads/new', '/people', '/routers', '/packages', '/profile']) {
    const { text } = await amina.get(path);
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle="|\son\w+="/);
  }
});

test('a page that is not there is refused in the frame of the others', async () => {
  const { status, text } = await amina.get('/nowhere');
  expect(status).toBe(404);
  expect(text).toContain('aria-label="Main"');
});

test('a page of somebody who is signed in is not kept by any cache', async () =>
  expect((await amina.get('/leads')).headers.get('cache-control')).toBe('no-store'));

test('a form larger than any of ours is refused', async () => {
  const answer = await amina.post('/leads', { notes: 'x'.repeat(300_000) });
  expect(answer.status).toBe(413);
});

test('whoever is signed in may use the API with the same cookie, and nobody else’s page may', async () => {
  const { status, text } = await amina.get('/api/leads');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ data: [] });
  expect((await openBrowser(desk.routes).get('/api/leads')).status).toBe(401);
  const foreign = { origin: 'https://evil.example', 'content-type': 'application/json' };
  expect((await amina.post('/api/leads', {}, { ...foreign, 'sec-fetch-site': 'cross-site' })).status).toBe(
    403,
  );
  expect(
    (await amina.post('/api/leads', {}, { origin: publicUrl, 'content-type': 'application/json' })).status,
  ).toBe(400);
});

test('a fault is told in a sentence and written down without the token in its path', async () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const broken = await openTestDesk({ log });
  await broken.db.sql`drop table one_time_links`;
  const { status, text } = await openBrowser(broken.routes).get('/password/a-secret-token');
  expect(status).toBe(500);
  expect(text).toContain('Something went wrong on our side.');
  expect(text).not.toContain('one_time_links');
  expect(lines.join()).toContain('"route":"/password/:token"');
  expect(lines.join()).not.toContain('a-secret-token');
  await broken.close();
});

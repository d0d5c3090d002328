import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { say } from '../../db/chat/outbox.ts';
import type { Id } from '../../domain/id.ts';
import type { Notice } from '../../domain/notice.ts';
import { parsePhone } from '../../domain/phone.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let faith: Browser;
let lead: Id<'lead'>;
const people: Record<string, Id<'user'>> = {};
beforeAll(async () => {
  desk = await openTestDesk();
  people.amina = await hire(desk.db, 'Amina Owino', 'owner');
  people.faith = await hire(desk.db, 'Faith Mwende', 'manager');
  amina = await signIn(desk, 'Amina');
  faith = await signIn(desk, 'Faith');
  lead = await addLead(desk.db, { phone: '0712345678', name: 'Jane Wanjiru' });
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.sql`truncate notices`;
});

const tell = (name: string, notice: Notice) =>
  say(desk.db, { person: people[name] ?? expect.fail(`${name} is nobody.`) }, notice);
const wanted = (): Notice => ({
  kind: 'person_wanted',
  lead,
  name: 'Jane Wanjiru',
  phone: parsePhone('0712345678'),
  channel: 'telegram',
});
const idsIn = (text: string) => /name="ids" value="([^"]*)"/.exec(text)?.[1] ?? '';

test('what a person could be told in no chat stands on Today, with its lead, and who asks for a call before all else', async () => {
  await tell('amina', wanted());
  await tell('amina', { kind: 'staff_message', text: 'The mast on <Ngong Road> is up again.' });
  const { text } = await amina.get('/today');
  expect(text).toContain('Jane Wanjiru (+254 712 345678) asks to talk to a person, on Telegram.');
  expect(text).toContain(`<a href="/leads/${lead}">Open the lead</a>`);
  expect(text).toContain('href="tel:+254712345678"');
  expect(text.indexOf('asks to talk')).toBeLessThan(text.indexOf('&lt;Ngong Road&gt; is up again'));
  expect((await faith.get('/today')).text).not.toContain('Got it');
});

test('"Got it" marks read what was shown, and nothing that came meanwhile', async () => {
  await tell('amina', wanted());
  const ids = idsIn((await amina.get('/today')).text);
  await tell('amina', { kind: 'staff_message', text: 'This came meanwhile.' });
  const answer = await amina.post('/notices/read', { ids });
  expect([answer.status, answer.to]).toEqual([303, '/today']);
  const { text } = await amina.get('/today');
  expect(text).toContain('This came meanwhile.');
  expect(text).not.toContain('asks to talk');
  await amina.post('/notices/read', { ids: idsIn(text) }, htmx);
  expect((await amina.get('/today')).text).toContain('<div id="notices"></div>');
});

test('nobody marks read what is for somebody else', async () => {
  await tell('amina', wanted());
  const ids = idsIn((await amina.get('/today')).text);
  await faith.post('/notices/read', { ids });
  expect((await amina.get('/today')).text).toContain('asks to talk');
});

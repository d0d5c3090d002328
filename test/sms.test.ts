import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { countParts } from '../bot/phrases/gsm.ts';
import { type Bot, startBot } from '../bot/start.ts';
import { say } from '../db/chat/outbox.ts';
import { addPackage } from '../db/packages.ts';
import type { Id } from '../domain/id.ts';
import { parseMoney } from '../domain/money.ts';
import { ringBells } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type SmsGateway, serveRoutes, startSmsGateway } from './sms-gateway.ts';

// The whole bot behind Africa's Talking: its hooks over HTTP, and a stand-in of the gateway that breaks as it is told.

// A phone is written to once a second, after two, so a talk takes its time.
vi.setConfig({ testTimeout: 60_000 });
const patience = { timeout: 30_000, interval: 50 };

const jane = '+254722000111';
const peter = '+254733000222';

let house: TestDatabase;
let gateway: SmsGateway;
let bot: Bot;
let door: Awaited<ReturnType<typeof serveRoutes>>;

const sold = [
  { name: '10 Mbps', downloadMbps: 10, shillings: 1999 },
  { name: '20 Mbps', downloadMbps: 20, shillings: 2999 },
];

beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
  for (const { name, downloadMbps, shillings } of sold) {
    const price = parseMoney(shillings) ?? expect.fail();
    const added = { name, downloadMbps, price, service: 'pppoe', profile: name, uploadMbps: 10 } as const;
    await addPackage(house.db, added);
  }
});
afterAll(() => house.drop());

beforeEach(async () => {
  await house.db.sql`
    truncate inbox, identities, conversations, outbox, messages, leads, lead_events, consents, stopped_phones,
      channel_accounts, delivery_reports cascade`;
  gateway = await startSmsGateway();
  const { db, url: databaseUrl } = house;
  const needs = { db, databaseUrl, secretKey: 'k', publicUrl: 'http://localhost', trustProxy: false };
  bot = await startBot({ ...needs, sms: gateway.settings, log: db.log });
  door = await serveRoutes(() => bot.routes);
  gateway.bot = door.url;
});
afterEach(async () => {
  await door.close();
  await bot.stop();
  await gateway.close();
});

const textsTo = (phone: string) => gateway.sent.filter(({ to }) => to === phone).map(({ text }) => text);
const write = async (phone: string, text: string) =>
  expect((await gateway.write(phone, text))?.status).toBe(200);
const leads = () =>
  house.db.sql`select phone, phone_attested, source, channel, name, location from leads order by created_at`;
const conversation = async (): Promise<Id<'conversation'>> =>
  (await house.db.sql<{ id: Id<'conversation'> }[]>`select id from conversations`)[0]?.id ??
  expect.fail('no chat');
const unfinished = async () =>
  (
    await house.db.sql`
      select from inbox where done_at is null union all select from outbox where state in ('queued', 'sending')`
  ).count;
/** Everything is stepped and has left; a message that waits for its next try need not wait in a test. */
const allSaid = () =>
  expect
    .poll(async () => {
      await house.db.sql`update outbox set not_before = now() where state = 'queued'`;
      return unfinished();
    }, patience)
    .toBe(0);
const stateOf = async (text: string) =>
  (await house.db.sql<{ state: string }[]>`select state from outbox where body->>'text' = ${text}`)[0]?.state;

/** Staff write to Jane: of all that is said, this is what a test can name. At noon, for notices keep quiet hours. */
async function tellJane(text: string): Promise<void> {
  const ahead = ((12 - new Date().getUTCHours() + 36) % 24) - 12;
  await house.db.sql`update settings set time_zone = ${`Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`}`;
  await say(house.db, { conversation: await conversation() }, { kind: 'staff_message', text });
}

test('a stranger is a lead by the first SMS, and says name, place and package in single SMS', async () => {
  await write(jane, 'Habari');
  await expect
    .poll(leads, patience)
    .toMatchObject([{ phone: jane, phoneAttested: false, source: 'WhatsApp/SMS', channel: 'sms' }]);
  await allSaid();
  for (const words of ['Jane Wanjiru', 'Kilimani', '2']) {
    await write(jane, words);
    await allSaid();
  }
  expect(await leads()).toMatchObject([{ phone: jane, name: 'Jane Wanjiru', location: 'Kilimani' }]);
  const wished = await house.db.sql`select p.name from leads l join packages p on p.id = l.package_id`;
  expect(wished).toMatchObject([{ name: '20 Mbps' }]);
  const texts = textsTo(jane);
  expect(texts.length).toBeGreaterThanOrEqual(3);
  expect(texts.map(countParts)).toEqual(texts.map(() => ({ alphabet: 'GSM-7', parts: 1 })));
  const spent = await house.db
    .sql`select sum(cost)::text as cost, min(cost_currency) as currency from outbox`;
  expect(spent).toEqual([{ cost: (texts.length * 0.8).toFixed(4), currency: 'KES' }]);
});

test('the same callback twice is one message and one answer', async () => {
  await write(jane, 'Habari');
  expect((await gateway.repeatLast()).status).toBe(200);
  await allSaid();
  expect(await house.db.sql`select from inbox`).toHaveLength(1);
  expect(textsTo(jane)).toHaveLength((await house.db.sql`select from outbox`).count);
});

test('STOP is confirmed once, then there is silence until START', async () => {
  await write(jane, 'Habari');
  await allSaid();
  const before = textsTo(jane).length;
  await write(jane, 'STOP');
  await allSaid();
  expect(textsTo(jane)).toHaveLength(before + 1);
  await write(jane, 'stop');
  await write(jane, 'Mko?');
  await tellJane('Too late');
  await allSaid();
  expect(textsTo(jane)).toHaveLength(before + 1);
  expect(await stateOf('Too late')).toBe('dead');
  await write(jane, 'START');
  await expect.poll(() => textsTo(jane).length, patience).toBeGreaterThan(before + 1);
});

test('whoever opts out at the gateway is written to no more, known here or not', async () => {
  await write(jane, 'Habari');
  await allSaid();
  const before = gateway.sent.length;
  for (const phoneNumber of [jane, peter])
    expect((await gateway.call('optout', { senderId: 'SAVANNA', phoneNumber })).status).toBe(200);
  await tellJane('Too late');
  await allSaid();
  expect(gateway.sent).toHaveLength(before);
  const stopped = await house.db.sql`select phone from stopped_phones order by phone`;
  expect(stopped).toEqual([{ phone: jane }, { phone: peter }]);
});

test('whom the gateway has on its black-list has said STOP', async () => {
  await write(jane, 'Habari');
  await allSaid();
  gateway.next.push({ recipient: { statusCode: 406, status: 'UserInBlacklist' } });
  await tellJane('Hello');
  await tellJane('Hello again');
  await allSaid();
  expect([await stateOf('Hello'), await stateOf('Hello again')]).toEqual(['dead', 'dead']);
  expect(await house.db.sql`select words from consents where kind = 'stop'`).toEqual([
    { words: '406 UserInBlacklist' },
  ]);
});

test('a gateway that answers 500 for an hour loses nothing, doubles nothing, and is told of', async () => {
  gateway.always = { status: 500 };
  const people = ['+254722000201', '+254722000202', '+254722000203'];
  for (const person of people) await write(person, 'Habari');
  const standing = () => house.db.sql`select state, words from channel_accounts where channel = 'sms'`;
  await expect.poll(standing, patience).toMatchObject([{ state: 'away', words: /HTTP 500/ }]);
  // Tried, and after a rest tried again; then an hour has gone by for whatever looks at the clock.
  const tries = gateway.connections;
  await expect.poll(() => gateway.connections, patience).toBeGreaterThanOrEqual(tries + people.length);
  await house.db.sql`
    update outbox set created_at = now() - interval '1 hour', not_before = now() - interval '1 minute'
    where state = 'queued'`;
  expect(gateway.sent).toEqual([]);
  const waiting = async () =>
    (await house.db.sql`select distinct state, attempts from outbox`).map((row) => ({ ...row }));
  await expect.poll(waiting, patience).toEqual([{ state: 'queued', attempts: 0 }]);
  gateway.always = null;
  await allSaid();
  const said = await house.db.sql`select state from outbox`;
  expect(said.every(({ state }) => state === 'sent')).toBe(true);
  expect(gateway.sent).toHaveLength(said.length);
  for (const person of people) expect(textsTo(person).length).toBeGreaterThan(0);
  await expect.poll(standing, patience).toMatchObject([{ state: 'well' }]);
});

test.each([
  ['Success', { state: 'sent' }],
  ['Failed', { state: 'dead', error: 'DeliveryFailure' }],
])('an SMS whose end nobody knows is never repeated, and a report of %s settles it', async (status, end) => {
  await write(jane, 'Habari');
  await allSaid();
  gateway.next.push('hang up');
  await tellJane('First');
  await expect.poll(() => stateOf('First'), patience).toBe('unknown');
  await tellJane('Second');
  await expect.poll(() => stateOf('Second'), patience).toBe('sent');
  const firsts = gateway.sent.filter(({ text }) => text.includes('First'));
  expect(firsts).toHaveLength(1);
  const report = { id: firsts[0]?.id ?? '', status, phoneNumber: jane, failureReason: 'DeliveryFailure' };
  expect((await gateway.call('report', report)).status).toBe(200);
  const [row] = await house.db
    .sql`select state, error, delivered_at from outbox where body->>'text' = 'First'`;
  expect(row).toMatchObject(end);
  expect(row?.deliveredAt !== null).toBe(status === 'Success');
});

test('strange bodies at the hooks are refused or kept, and the next message is heard', async () => {
  const path = `${door.url}/hooks/sms/${gateway.settings.webhookSecret}`;
  const post = async (url: string, body: string | Uint8Array<ArrayBuffer>) =>
    // Whoever is told 413 in the middle of a body finds the connection closed.
    (await fetch(url, { method: 'POST', body, headers: { connection: 'close' } })).status;
  expect(await post(`${door.url}/hooks/sms/a-guess/inbound`, 'id=1&from=%2B254722000111&text=x')).toBe(404);
  expect(await post(`${path}/inbound`, '')).toBe(400);
  expect(await post(`${path}/inbound`, '{"json": true}')).toBe(400);
  expect(await post(`${path}/report`, 'status=Success')).toBe(400);
  expect(await post(`${path}/inbound`, 'x'.repeat(2_000_000))).toBe(413);
  expect(
    await post(`${path}/inbound`, `id=2&from=%2B254722000111&text=${'Niko%20Kilimani.'.repeat(7000)}`),
  ).toBe(200);
  expect(
    await post(`${path}/inbound`, Buffer.from('id=3&from=254722000111&text=%00\xff\xfe', 'latin1')),
  ).toBe(200);
  expect(await post(`${path}/inbound`, 'id=4&from=%2B254722000111&text=')).toBe(200);
  await write(peter, 'Habari');
  await allSaid();
  expect(textsTo(peter).length).toBeGreaterThan(0);
  expect(await house.db.sql`select from inbox where done_at is null or parked_at is not null`).toHaveLength(
    0,
  );
  expect(await leads()).toHaveLength(2);
});

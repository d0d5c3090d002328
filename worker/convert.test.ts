import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findUserOfConversion, revealPassword } from '../db/conversion/conversion-reads.ts';
import { findLead } from '../db/lead/lead-reads.ts';
import { createLog } from '../log.ts';
import { openChat } from '../test/chats.ts';
import {
  notesAbout,
  openWorkshop,
  password,
  profiles,
  type RouterAtWork,
  untilState,
  type Workshop,
} from '../test/workshop.ts';

const lines: string[] = [];
let shop: Workshop;
let router: RouterAtWork;
beforeAll(async () => {
  shop = await openWorkshop({ log: createLog('trace', { write: (line) => void lines.push(line) }) });
  shop.startWorker();
});
afterAll(() => shop.close());
beforeEach(async () => {
  router = await shop.startRouter();
});

const secrets = () => router.rows('/ppp/secret');

describe('a user that can be added', () => {
  test('makes the lead a customer, and tells who asked and who brought it', async () => {
    const jane = await shop.newLead('Jane');
    const id = await shop.ask(jane, { routerId: router.id, username: 'jane.kilimani' });
    const conversion = await untilState(shop.db, id, 'done');
    expect(conversion.steps.map((step) => step.what)).toEqual(['requested', 'looked', 'added', 'verified']);
    expect(conversion).toMatchObject({ errorCode: null, errorMessage: null });
    expect(secrets()).toMatchObject([
      {
        name: 'jane.kilimani',
        password,
        service: 'pppoe',
        profile: profiles.pppoe,
        comment: `${id} ${jane}`,
      },
    ]);
    expect(await findUserOfConversion(shop.db, id)).toMatchObject({
      username: 'jane.kilimani',
      leadId: jane,
    });
    expect(await revealPassword(shop.db, jane)).toBe(password);
    const lead = await findLead(shop.db, jane);
    expect(lead).toMatchObject({ status: 'Converted', isConverting: false });
    expect(lead?.statusHistory.at(-1)).toMatchObject({ status: 'Converted', changedBy: shop.wanjiru });
    expect(await notesAbout(shop.db, id)).toMatchObject([
      { key: 'asker', reader: 'Wanjiru', notice: { kind: 'conversion_done', username: 'jane.kilimani' } },
      { key: 'bringer', reader: 'Atieno', notice: { kind: 'brought_lead_converted', place: 'Kilimani' } },
    ]);
  });

  test('may be a hotspot user with an address of its own', async () => {
    const otieno = await shop.newLead('Otieno');
    const wish = { routerId: router.id, username: 'otieno.cafe', packageId: shop.packages.hotspot };
    const id = await shop.ask(otieno, { ...wish, ipAddress: '10.5.50.7' });
    await untilState(shop.db, id, 'done');
    expect(router.rows('/ip/hotspot/user')).toMatchObject([
      { name: 'otieno.cafe', password, profile: profiles.hotspot, address: '10.5.50.7' },
    ]);
    expect(await findUserOfConversion(shop.db, id)).toMatchObject({
      service: 'hotspot',
      ipAddress: '10.5.50.7',
    });
  });

  test('may be on a router behind TLS with a pinned certificate', async () => {
    const secured = await shop.startRouter({ tls: true });
    const id = await shop.ask(await shop.newLead('Achieng'), { routerId: secured.id, username: 'achieng' });
    await untilState(shop.db, id, 'done');
    expect(secured.rows('/ppp/secret')).toMatchObject([{ name: 'achieng' }]);
  });

  test('needs no lead', async () => {
    const id = await shop.ask(null, { routerId: router.id, username: 'office' });
    await untilState(shop.db, id, 'done');
    expect(secrets()).toMatchObject([{ name: 'office', comment: id }]);
    expect(await notesAbout(shop.db, id)).toMatchObject([{ notice: { lead: null, username: 'office' } }]);
  });

  test('is given to a lead that was Converted without one, whose history stays as it is', async () => {
    const kamau = await shop.newLead('Kamau', { status: 'Converted' });
    const id = await shop.ask(kamau, { routerId: router.id, username: 'kamau' });
    await untilState(shop.db, id, 'done');
    expect((await findLead(shop.db, kamau))?.statusHistory).toHaveLength(1);
  });
});

describe('whoever is told', () => {
  test('is told in the chat they asked in', async () => {
    const chat = await openChat(shop.db, 'Wanjiru at the office', 'whatsapp');
    const asker = { by: shop.wanjiru, askedIn: chat };
    const id = await shop.ask(await shop.newLead('Njeri'), { routerId: router.id, username: 'njeri' }, asker);
    await untilState(shop.db, id, 'done');
    const [note] = await shop.db.sql`select conversation_id from outbox where unique_key = ${`${id}:asker`}`;
    expect(note).toEqual({ conversationId: chat });
  });

  test('is told once when they asked for a lead that they brought', async () => {
    const lead = await shop.newLead('Mumbi', { broughtInByPersonId: shop.wanjiru });
    const id = await shop.ask(lead, { routerId: router.id, username: 'mumbi' });
    await untilState(shop.db, id, 'done');
    expect((await notesAbout(shop.db, id)).map((note) => note.key)).toEqual(['asker']);
  });

  test('is nobody when a program asked', async () => {
    const lead = await shop.newLead('Baraka', { broughtInByPersonId: null });
    const id = await shop.ask(lead, { routerId: router.id, username: 'baraka' }, { by: null });
    await untilState(shop.db, id, 'done');
    expect(await notesAbout(shop.db, id)).toEqual([]);
  });
});

test('the password is in no log line, step, error or note', async () => {
  const wish = { routerId: router.id, password: 'uncommon-7-secret' };
  router.fault({ on: '/ppp/secret/add', do: 'apply_then_reset' });
  await untilState(shop.db, await shop.ask(null, { ...wish, username: 'zawadi' }), 'done');
  router.fault({ on: '/ppp/secret/add', do: 'refuse', traps: [{ message: 'invalid value for password' }] });
  await untilState(shop.db, await shop.ask(null, { ...wish, username: 'zuhura' }), 'failed');
  const stored = await shop.db
    .sql`select steps, error_message from conversions where router_id = ${router.id}`;
  const notes = await shop.db.sql`select body from outbox`;
  for (const place of [stored, notes, lines]) {
    expect(JSON.stringify(place)).toContain('invalid value for password');
    expect(JSON.stringify(place)).not.toContain('uncommon-7-secret');
  }
});

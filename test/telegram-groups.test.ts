import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import recorded from '../bot/channels/telegram/recorded-updates.json' with { type: 'json' };
import { webhookSecret } from '../bot/channels/telegram/webhook.ts';
import { type Bot, startBot } from '../bot/start.ts';
import { createLead } from '../db/lead/leads.ts';
import { makeLink } from '../db/person/links.ts';
import { addPerson } from '../db/person/people.ts';
import type { Role } from '../domain/person.ts';
import type { Phone } from '../domain/phone.ts';
import { ringBells } from './chats.ts';
import { eventually } from './eventually.ts';
import { ok, refuse, standInForTelegram } from './telegram-stand-in.ts';

// A bot among groups, from the update to the send. No Telegram of others brings a bot into a group, so this one is ours.

// The pace of one message a second, after a burst, makes a story take its time.
vi.setConfig({ testTimeout: 30_000 });

const telegram = standInForTelegram();
let bot: Bot;
let mode: 'polling' | 'webhook';
let updates: { update_id: number }[];
let number = 732190000;
let said: { to: string; text: string; taken: boolean }[];
const group = '-641169081';
const supergroup = '-1001557912345';
const grace = '5551009';

beforeEach(async () => {
  ringBells(telegram.house.db);
  await telegram.house.db.sql`
    truncate inbox, identities, conversations, outbox, messages, leads, lead_events, people, channel_accounts cascade`;
  updates = [];
  said = [];
  telegram.methods.getUpdates = ({ offset }) => {
    return ok(updates.filter(({ update_id }) => update_id >= Number(offset)));
  };
  telegram.methods.sendMessage = ({ chat_id, text }) => {
    said.push({ to: String(chat_id), text: String(text), taken: false });
    return ok({ message_id: said.length });
  };
});
afterEach(() => bot.stop());

async function start(by: typeof mode): Promise<void> {
  mode = by;
  const { db, url } = telegram.house;
  bot = await startBot({
    db,
    databaseUrl: url,
    secretKey: 'k',
    publicUrl: 'https://isp.example',
    trustProxy: false,
    telegram: { token: '700100:AAsecretTokenOfSavanna', apiRoot: telegram.apiRoot, mode: by },
    log: db.log,
  });
  await eventually(async () => {
    const named = await db.sql`select from channel_accounts where public_name = 'savanna_bot'`;
    expect(named.count).toBe(1);
  });
}

/** Something happens on Telegram, and Telegram tells of it as it was set to, under its next number. */
async function happens(...what: object[]): Promise<void> {
  for (const update of what.map((it) => ({ ...it, update_id: ++number }))) {
    if (mode === 'polling') {
      updates.push(update);
      continue;
    }
    const answer = await bot.routes.request('/hooks/telegram', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': webhookSecret('k', '700100'),
      },
      body: JSON.stringify(update),
    });
    expect(answer.status).toBe(200);
  }
}
const hear = (to: string, words: RegExp) =>
  eventually(() => {
    const it = said.find((line) => line.to === to && !line.taken && words.test(line.text));
    if (!it) return expect.fail(`nothing like ${words} to ${to} in ${JSON.stringify(said)}`);
    it.taken = true;
  });
/** Everything that Telegram told of was kept, as far as it is heard at all, and stepped. */
const allDone = () =>
  eventually(async () => {
    if (mode === 'polling') expect(telegram.called('getUpdates').at(-1)?.offset).toBe(number + 1);
    const due = await telegram.house.db.sql`select from inbox where done_at is null`;
    expect(due.count).toBe(0);
  });

/** Grace's private chat with the bot is hers by a one-time link. */
async function linkGrace(role: Role = 'manager'): Promise<void> {
  const { db } = telegram.house;
  const added = await addPerson(db, { name: 'Grace Wambui', role });
  if ('refused' in added) throw new Error(added.refused);
  const token = await makeLink(db, 'chat', added.person);
  const { startWithPayload } = recorded;
  const from = { id: Number(grace), is_bot: false, first_name: 'Grace' };
  const chat = { id: Number(grace), first_name: 'Grace', type: 'private' };
  const message = { ...startWithPayload.message, from, chat, text: `/start ${token}` };
  await happens({ message });
  await hear(grace, /Welcome, Grace Wambui/);
}
const lead = (name: string, phone: string) =>
  createLead(telegram.house.db, { name, phone: phone as Phone, source: 'Website' }, null, 'web');

describe.each(['polling', 'webhook'] as const)('by %s', (by) => {
  beforeEach(() => start(by));

  test('a group that the bot is brought into is told where to write, once, and nothing of it is kept as a lead', async () => {
    const { broughtIntoGroup, madeAdministrator, helpInGroup, helpByNameInGroup } = recorded;
    await happens(broughtIntoGroup, madeAdministrator);
    await hear(group, /write to me in private: https:\/\/t\.me\/savanna_bot$/);
    await happens(helpInGroup, helpByNameInGroup);
    await hear(group, /write to me in private/);
    await allDone();
    expect(said).toHaveLength(2);
    const [kept] = await telegram.house.db.sql`
      select is_group, state, lead_id, person_id from conversations where address = ${group}`;
    expect(kept).toEqual({ isGroup: true, state: null, leadId: null, personId: null });
    const leads = await telegram.house.db.sql`select from leads`;
    expect(leads.count).toBe(0);
  });

  test('a manager makes a group the one in which staff are told of new leads, and ends that again', async () => {
    await linkGrace();
    await happens(recorded.broughtIntoGroup, recorded.alertsInGroup);
    await hear(group, /From now on I tell you here/);
    await lead('Jane Wanjiru', '+254712345678');
    await hear(group, /New lead: Jane Wanjiru/);
    await happens(recorded.broughtAsAdministrator, recorded.alertsOffByName);
    await hear(supergroup, /I tell you nothing more here/);
    // It was another group's `off`: this one goes on until it is sent away.
    await lead('John Otieno', '+254733000222');
    await hear(group, /New lead: John Otieno/);
    await happens(recorded.sentAwayFromGroup);
    await allDone();
    await eventually(async () => {
      const alerted = await telegram.house.db.sql`select from conversations where alerts_staff`;
      expect(alerted.count).toBe(0);
    });
    await lead('Amina Hassan', '+254722000111');
    const queued = await telegram.house.db.sql`select from outbox where body->>'name' = 'Amina Hassan'`;
    expect(queued.count).toBe(0);
  });

  test('whoever may not choose the alert group is declined, known or not, by name or hidden', async () => {
    await linkGrace('sales');
    await happens(recorded.alertsInGroup);
    await hear(group, /Sorry, only an owner or a manager/);
    await happens(recorded.alertsByHiddenAdministrator);
    await hear(supergroup, /Sorry, only an owner or a manager/);
    const alerted = await telegram.house.db.sql`select from conversations where alerts_staff`;
    expect(alerted.count).toBe(0);
  });

  test('an alert group that becomes a supergroup is told on, whether Telegram tells of it or refuses the old one', async () => {
    await linkGrace();
    await happens(recorded.alertsInGroup);
    await hear(group, /From now on I tell you here/);
    const say = telegram.methods.sendMessage;
    telegram.methods.sendMessage = (payload) => {
      if (String(payload.chat_id) !== group) return say?.(payload) ?? ok(true);
      return refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: Number(supergroup),
      });
    };
    await lead('Jane Wanjiru', '+254712345678');
    await hear(supergroup, /New lead: Jane Wanjiru/);
    const addressOf = async () =>
      (await telegram.house.db.sql`select address from conversations where alerts_staff`)[0]?.address;
    await eventually(async () => expect(await addressOf()).toBe(supergroup));
    await happens(recorded.migratedTo, recorded.migratedFrom);
    await allDone();
    expect(await addressOf()).toBe(supergroup);
    const groups = await telegram.house.db.sql`select from conversations where is_group`;
    expect(groups.count).toBe(1);
  });

  test('Telegram brings the bot into the supergroup first: the two are one group all the same, and `off` there ends it', async () => {
    await linkGrace();
    await happens(recorded.alertsInGroup);
    await hear(group, /From now on I tell you here/);
    await happens(recorded.broughtAsAdministrator);
    await hear(supergroup, /write to me in private/);
    await happens(recorded.migratedTo, recorded.migratedFrom);
    await allDone();
    await lead('Jane Wanjiru', '+254712345678');
    await hear(supergroup, /New lead: Jane Wanjiru/);
    await happens(recorded.alertsOffByName);
    await hear(supergroup, /I tell you nothing more here/);
    const groups = await telegram.house.db.sql`select alerts_staff from conversations where is_group`;
    expect([...groups]).toEqual([{ alertsStaff: false }]);
  });

  test('who blocks the bot is written to no more, until they open the door', async () => {
    const blockedAt = async () =>
      (await telegram.house.db.sql`select blocked_at from conversations where address = '5551001'`)[0]
        ?.blockedAt;
    await happens(recorded.text);
    await hear('5551001', /your name|which number/);
    await happens(recorded.blocked);
    await eventually(async () => expect(await blockedAt()).toBeInstanceOf(Date));
    await happens(recorded.unblocked);
    await eventually(async () => expect(await blockedAt()).toBeNull());
  });
});

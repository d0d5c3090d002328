import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import { openChat } from '../../test/chats.ts';
import { openWorkshop, profiles, type Workshop } from '../../test/workshop.ts';
import { startWriting, stopWriting } from '../chat/consents.ts';
import { joinLead } from '../chat/conversations.ts';
import { say } from '../chat/outbox.ts';
import { claimSends } from '../chat/sends.ts';
import { findReplyDoor } from '../chat/staff-message.ts';
import { requestConversion } from '../conversion/conversions.ts';
import { commit } from '../database.ts';
import { restoreLead } from './lead-archive.ts';
import { captureLead, completeLead } from './lead-capture.ts';
import { editLead } from './lead-edit.ts';
import { mergeLeads } from './lead-merge.ts';
import type { MergeField } from './lead-merge-fields.ts';
import { findLead, readTimeline } from './lead-reads.ts';
import { readLeadThread } from './lead-thread.ts';
import { undoMerge } from './lead-unmerge.ts';
import { createLead, findLeadByPhone } from './leads.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

const phoneOf = (typed: string): Phone => parsePhone(typed) ?? expect.fail();
const first = phoneOf('0712 345 678');
const second = phoneOf('0733 111 222');

let jane: Id<'lead'>;
let sameJane: Id<'lead'>;
beforeEach(async () => {
  await shop.db
    .sql`truncate leads, conversations, identities, inbox, outbox, messages, consents, stopped_phones cascade`;
  jane = await made({ phone: first, name: 'Jane', location: 'Kilimani' });
  sameJane = await made({ phone: second, name: 'Jane Wanjiru', unitNumber: '4B', notes: 'Slow' });
});

async function made(lead: {
  phone: Phone;
  name?: string;
  location?: string;
  unitNumber?: string;
  notes?: string;
}) {
  const result = await createLead(shop.db, { source: 'Website', ...lead }, null, 'web');
  return 'created' in result ? result.created : expect.fail('the phone is known');
}

const merge = (kept = jane, gone = sameJane, choices: MergeField[] = []) =>
  mergeLeads(shop.db, { kept, gone, choices: new Set(choices), by: shop.wanjiru });

async function merged(...choices: MergeField[]): Promise<Id<'lead_merge'>> {
  const result = await merge(jane, sameJane, choices);
  return 'merged' in result ? result.merged : expect.fail(result.refused);
}

async function chatOf(lead: Id<'lead'>, address: string, text: string): Promise<Id<'conversation'>> {
  const chat = await openChat(shop.db, address);
  await shop.db.sql`insert into messages (conversation_id, direction, text) values (${chat}, 'in', ${text})`;
  await commit(shop.db, (tx) => joinLead(tx, chat, lead));
  return chat;
}

const doorOf = (lead: Id<'lead'>) => findReplyDoor(shop.db, lead);
const leadOfChat = async (chat: Id<'conversation'>) =>
  (await shop.db.sql`select lead_id from conversations where id = ${chat}`)[0]?.leadId;
/** How many statements with these words wait for a lock. */
const waiting = async (words: string) =>
  (
    await shop.db.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        and query like ${`%${words}%`} and pid <> pg_backend_pid()`
  ).count;
const textsOf = async (lead: Id<'lead'>) =>
  (await readLeadThread(shop.db, lead)).lines.map(({ text }) => text);

test('the lead that is kept takes what it lacks, and of what differs only what was chosen', async () => {
  await merged('name');
  expect(await findLead(shop.db, jane)).toMatchObject({
    name: 'Jane Wanjiru',
    location: 'Kilimani',
    unitNumber: '4B',
    notes: 'Slow',
    phone: first,
  });
  expect(await findLead(shop.db, sameJane)).toBeNull();
});

test('a lead was first answered when either was, and never before it came', async () => {
  const answered = (lead: Id<'lead'>, hours: number) => shop.db.sql`
    update leads set first_reply_at = (select created_at from leads where id = ${jane}) + make_interval(hours => ${hours})
    where id = ${lead}`;
  const waited = async () =>
    (
      await shop.db.sql`
        select extract(epoch from first_reply_at - created_at)::int / 3600 as hours from leads where id = ${jane}`
    )[0]?.hours;
  await answered(jane, 5);
  await answered(sameJane, -30);
  await merged();
  expect(await waited()).toBe(5);
  const third = await made({ phone: phoneOf('0722 000 111') });
  await answered(third, 2);
  await merge(jane, third);
  expect(await waited()).toBe(2);
});

test('what nobody chose stays as the kept lead has it', async () => {
  await merged();
  expect(await findLead(shop.db, jane)).toMatchObject({ name: 'Jane' });
});

test('the chats of both are one thread, and the histories of both one history', async () => {
  await chatOf(jane, 'on the phone', 'Habari');
  const chat = await chatOf(sameJane, 'on the tablet', 'Niko Kilimani');
  const merge = await merged();
  expect(await leadOfChat(chat)).toBe(jane);
  expect(await textsOf(jane)).toEqual(['Habari', 'Niko Kilimani']);
  const kinds = (await readTimeline(shop.db, jane)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'created')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'merged')).toHaveLength(1);
  const [event] = await readTimeline(shop.db, sameJane);
  expect(event).toMatchObject({ kind: 'merged', details: { kept: jane, gone: sameJane, merge } });
});

describe('the phone of the lead that is gone', () => {
  test('is no new lead, and names the kept one', async () => {
    await merged();
    const again = await createLead(shop.db, { phone: second, source: 'Referral' }, null, 'api');
    expect(again).toEqual({ refused: 'phone_known', lead: jane });
    expect(await findLeadByPhone(shop.db, second)).toBe(jane);
  });

  test('attested by a chat leads to the kept lead, whose own phone is not vouched for by it', async () => {
    await merged();
    const captured = await captureLead(shop.db, {
      phone: second,
      conversation: null,
      attested: true,
      channel: 'telegram',
      referralCode: null,
      answers: { currentIsp: 'Zuku' },
    });
    expect(captured).toEqual({ lead: jane, as: 'own', customer: false });
    expect(await findLead(shop.db, jane)).toMatchObject({ currentIsp: 'Zuku', phoneAttested: false });
  });

  test('is free once the kept lead is archived', async () => {
    await merged();
    await shop.db.sql`update leads set archived_at = now() where id = ${jane}`;
    expect(await createLead(shop.db, { phone: second, source: 'Website' }, null, 'web')).toHaveProperty(
      'created',
    );
  });

  test('is no new lead for whoever comes by it in the moment of the merge', async () => {
    let merging: ReturnType<typeof merge> | undefined;
    let coming: ReturnType<typeof createLead> | undefined;
    let isAnswered = false;
    // The merge has taken the phone from its lead, and waits with its last statement.
    await shop.db.sql.begin(async (sql) => {
      await sql`lock table lead_merges in exclusive mode`;
      merging = merge();
      await expect.poll(() => waiting('insert into lead_merges')).toBe(1);
      coming = createLead(shop.db, { phone: second, source: 'Referral' }, null, 'api').finally(() => {
        isAnswered = true;
      });
      await expect.poll(async () => isAnswered || (await waiting('insert into leads')) === 1).toBe(true);
    });
    expect(await merging).toHaveProperty('merged');
    expect(await coming).toMatchObject({ refused: 'phone_known' });
    expect(await findLeadByPhone(shop.db, second)).toBe(jane);
  });

  test('leads on through a second merge in one step', async () => {
    await merged();
    const third = await made({ phone: phoneOf('0722 000 111') });
    expect(await merge(third, jane)).toHaveProperty('merged');
    expect(await findLeadByPhone(shop.db, second)).toBe(third);
    expect(await findLeadByPhone(shop.db, first)).toBe(third);
  });

  test.each([
    ['before the merge', first, []],
    ['before the merge', second, []],
    ['before the merge, and is the first one now', first, ['phone']],
    ['before the merge, and is the first one now', second, ['phone']],
  ] as const)('silences every chat of the lead by a STOP %s (%s)', async (_when, phone, choices) => {
    await shop.db.sql`insert into stopped_phones (phone) values (${phone})`;
    await chatOf(jane, 'on the phone', 'Habari');
    await chatOf(sameJane, 'on the tablet', 'Habari');
    const stopped = { refused: 'stopped' };
    const open = expect.objectContaining({ conversation: expect.anything() });
    const apart = phone === first ? [stopped, open] : [open, stopped];
    const doors = async () => [await doorOf(jane), await doorOf(sameJane)];
    expect(await doors()).toEqual(apart);
    const merge = await merged(...choices);
    expect(await doorOf(jane)).toEqual(stopped);
    await undoMerge(shop.db, merge, shop.wanjiru);
    expect(await doors()).toEqual(apart);
  });

  test('silences the chats of the other by a STOP after the merge, until START', async () => {
    await chatOf(jane, 'on the phone', 'Habari');
    const tablet = await chatOf(sameJane, 'on the tablet', 'Habari');
    await shop.db.sql`update conversations set last_inbound_at = now() - interval '3 days'`;
    await merged();
    await commit(shop.db, (tx) => stopWriting(tx, tablet, 'STOP', second));
    const notice = { kind: 'staff_message', text: 'Niaje', lead: jane, by: shop.wanjiru } as const;
    const [other] = await shop.db.sql<{ id: Id<'conversation'> }[]>`
      select id from conversations where id <> ${tablet}`;
    await say(shop.db, { conversation: other?.id ?? expect.fail() }, notice);
    expect(await doorOf(jane)).toEqual({ refused: 'stopped' });
    const account = {
      channel: 'telegram',
      account: 'ours',
      atMostOnce: false,
      room: null,
      newChatsADay: null,
    } as const;
    expect((await claimSends(shop.db, { most: 10, accounts: [account], resting: [] })).sends).toEqual([]);
    expect(await shop.db.sql`select error from outbox`).toMatchObject([{ error: 'stopped' }]);
    await commit(shop.db, (tx) => startWriting(tx, tablet, 'START', second));
    expect(await doorOf(jane)).toHaveProperty('conversation');
  });
});

test('a chat that still speaks of the lead that is gone completes the kept one', async () => {
  await merged();
  await completeLead(shop.db, {
    lead: sameJane,
    as: 'own',
    attestedPhone: null,
    answers: { currentIsp: 'Faiba' },
  });
  expect(await findLead(shop.db, jane)).toMatchObject({ currentIsp: 'Faiba' });
});

test('the phones change places where the other one is chosen, and both stay known', async () => {
  const merge = await merged('phone');
  expect(await findLead(shop.db, jane)).toMatchObject({ phone: second });
  expect(await findLeadByPhone(shop.db, first)).toBe(jane);
  await undoMerge(shop.db, merge, shop.wanjiru);
  expect(await findLead(shop.db, jane)).toMatchObject({ phone: first });
  expect(await findLead(shop.db, sameJane)).toMatchObject({ phone: second });
});

test('the kept lead may go over to its second phone', async () => {
  await merged();
  expect(await editLead(shop.db, jane, { fields: { phone: second } }, shop.wanjiru)).toBe('ok');
});

test('a merged lead is not restored like an archived one', async () => {
  await merged();
  expect(await restoreLead(shop.db, sameJane, shop.wanjiru)).toEqual({ refused: 'merged', into: jane });
});

describe('it is refused', () => {
  const wish = async (lead: Id<'lead'>, username: string) => {
    const router = await shop.startRouter();
    const packageId = shop.packages.pppoe;
    const asked = { username, password: 'karibu-pass-1', packageId, routerId: router.id, ipAddress: null };
    return requestConversion(shop.db, lead, asked, { by: shop.wanjiru });
  };

  test('for a lead with itself, and for one that is archived', async () => {
    expect(await merge(jane, jane)).toEqual({ refused: 'same_lead' });
    await merged();
    expect(await merge()).toEqual({ refused: 'not_found' });
  });

  test('while either is being converted', async () => {
    expect(await wish(jane, 'jane')).toHaveProperty('conversion');
    expect(await merge()).toEqual({ refused: 'conversion_running' });
    expect(await merge(sameJane, jane)).toEqual({ refused: 'conversion_running' });
  });

  test('where the customer is to go, and where both are', async () => {
    await haveUser(jane, 'jane');
    expect(await merge(sameJane, jane)).toEqual({ refused: 'keep_customer' });
    await haveUser(sameJane, 'jane2');
    expect(await merge()).toEqual({ refused: 'two_users' });
  });

  test('where a customer is to get another phone', async () => {
    await haveUser(jane, 'jane');
    expect(await merge(jane, sameJane, ['phone'])).toEqual({ refused: 'locked' });
    expect(await merge(jane, sameJane, ['name'])).toHaveProperty('merged');
  });

  async function haveUser(lead: Id<'lead'>, username: string) {
    const asked = await wish(lead, username);
    const conversion = 'conversion' in asked ? asked.conversion : expect.fail(asked.refused);
    await shop.db.sql`update conversions set state = 'done' where id = ${conversion}`;
    await shop.db.sql`update leads set status = 'Converted', converted_at = now() where id = ${lead}`;
    await shop.db.sql`
      insert into mikrotik_users (id, router_id, lead_id, conversion_id, package_id, username, service, profile, password_sealed)
      select ${`mikrotik_user_${username}`}, router_id, ${lead}, id, package_id, username, service, ${profiles.pppoe}, 'x'
      from conversions where id = ${conversion}`;
  }

  test('of a merge and a conversion that are asked for at once one is done', async () => {
    const [conversion, merging] = await Promise.all([wish(sameJane, 'race'), merge()]);
    const isMerged = 'merged' in merging;
    expect('conversion' in conversion).toBe(!isMerged);
    expect(isMerged ? null : merging).toEqual(isMerged ? null : { refused: 'conversion_running' });
  });
});

test('of two merges of the same two that are asked for at once, either way round, one is done', async () => {
  const results = await Promise.all([merge(jane, sameJane), merge(sameJane, jane), merge(jane, sameJane)]);
  expect(results.filter((result) => 'merged' in result)).toHaveLength(1);
  expect(results.filter((result) => 'refused' in result)).toEqual([
    { refused: 'not_found' },
    { refused: 'not_found' },
  ]);
  const living = await shop.db.sql`select from leads where archived_at is null`;
  expect(living.count).toBe(1);
});

describe('undone', () => {
  test('both leads are as they were, each with its chats and what was said in them since', async () => {
    const before = [await findLead(shop.db, jane), await findLead(shop.db, sameJane)];
    const chat = await chatOf(sameJane, 'on the tablet', 'Niko Kilimani');
    const merge = await merged('name', 'source', 'phone');
    await shop.db.sql`
      insert into messages (conversation_id, lead_id, direction, text) values (${chat}, ${jane}, 'in', 'Mko wapi?')`;
    expect(await undoMerge(shop.db, merge, shop.wanjiru)).toEqual({ undone: sameJane, stayed: [] });
    const untimed = (lead: object | null) => ({ ...lead, updatedAt: null });
    expect([await findLead(shop.db, jane), await findLead(shop.db, sameJane)].map(untimed)).toEqual(
      before.map(untimed),
    );
    expect(await leadOfChat(chat)).toBe(sameJane);
    expect(await textsOf(sameJane)).toEqual(['Niko Kilimani', 'Mko wapi?']);
    expect(await textsOf(jane)).toEqual([]);
  });

  test('a chat that has come since by the phone of the other goes with it, and its talk completes no stranger', async () => {
    const merge = await merged();
    const chat = await chatOf(jane, 'on the laptop', 'Ni mimi tena');
    const own = await chatOf(jane, 'on the phone', 'Habari');
    await shop.db.sql`
      update conversations set attested_phone = ${second}, state = ${shop.db.sql.json({ capture: { lead: jane, as: 'own' } })}
      where id = ${chat}`;
    await undoMerge(shop.db, merge, shop.wanjiru);
    expect([await leadOfChat(chat), await leadOfChat(own)]).toEqual([sameJane, jane]);
    expect(await textsOf(sameJane)).toEqual(['Ni mimi tena']);
    const [talk] = await shop.db.sql`select state from conversations where id = ${chat}`;
    expect(talk?.state).toEqual({ capture: { lead: sameJane, as: 'own' } });
  });

  test('what somebody has changed since stays, and is told', async () => {
    const merge = await merged('name');
    await editLead(shop.db, jane, { fields: { name: 'Jane W. Smith' } }, shop.wanjiru);
    expect(await undoMerge(shop.db, merge, shop.wanjiru)).toEqual({ undone: sameJane, stayed: ['name'] });
    expect(await findLead(shop.db, jane)).toMatchObject({
      name: 'Jane W. Smith',
      unitNumber: null,
      notes: null,
    });
  });

  test('a phone whose owner has come since goes back with the proof', async () => {
    const merge = await merged('phone');
    const owner = { phone: second, conversation: null, attested: true, channel: 'telegram' } as const;
    await captureLead(shop.db, { ...owner, referralCode: null, answers: {} });
    expect(await undoMerge(shop.db, merge, shop.wanjiru)).toEqual({ undone: sameJane, stayed: [] });
    expect(await findLead(shop.db, jane)).toMatchObject({ phone: first, phoneAttested: false });
    expect(await findLead(shop.db, sameJane)).toMatchObject({ phone: second, phoneAttested: true });
  });

  describe('a payout', () => {
    const payoutOf = async (lead: Id<'lead'>) =>
      (await shop.db.sql`select payout_id from leads where id = ${lead}`)[0]?.payoutId;
    const payoutsOfBoth = async () => [await payoutOf(jane), await payoutOf(sameJane)];
    beforeEach(async () => {
      await shop.db.sql`truncate payouts cascade`;
      await shop.db.sql`
        insert into payouts (id, person_id, first_day, last_day, lead_count, amount_per_lead, amount, paid_by)
        select id, ${shop.wanjiru}, '2026-03-01', '2026-03-31', 1, 500, 500, ${shop.wanjiru}
        from unnest('{payout_1,payout_2}'::text[]) ids (id)`;
      jane = await made({ phone: first, name: 'Jane' });
      sameJane = await made({ phone: second, name: 'Jane Wanjiru' });
      await shop.db.sql`update leads set payout_id = 'payout_1' where id = ${sameJane}`;
    });

    test('goes with the one lead that it is for, so that nobody is paid twice', async () => {
      const merge = await merged();
      expect(await payoutsOfBoth()).toEqual(['payout_1', null]);
      await undoMerge(shop.db, merge, shop.wanjiru);
      expect(await payoutsOfBoth()).toEqual([null, 'payout_1']);
    });

    test('that was made since stays with the kept lead', async () => {
      const merge = await merged();
      // The first was a mistake, and whoever brought Jane was paid anew.
      await shop.db.sql`update leads set payout_id = null where payout_id = 'payout_1'`;
      await shop.db.sql`update leads set payout_id = 'payout_2' where id = ${jane}`;
      await undoMerge(shop.db, merge, shop.wanjiru);
      expect(await payoutsOfBoth()).toEqual(['payout_2', null]);
    });
  });

  test('twice, or by two at once, it happens once', async () => {
    const merge = await merged();
    const both = await Promise.all([1, 2].map(() => undoMerge(shop.db, merge, shop.wanjiru)));
    expect(both).toContainEqual({ undone: sameJane, stayed: [] });
    expect(both).toContainEqual({ refused: 'undone' });
  });

  test('it is refused where the phone is another lead by now', async () => {
    const merge = await merged();
    await shop.db.sql`update leads set archived_at = now() where id = ${jane}`;
    const other = await made({ phone: second });
    await shop.db.sql`update leads set archived_at = null where id = ${jane}`;
    expect(await undoMerge(shop.db, merge, shop.wanjiru)).toEqual({ refused: 'phone_taken', lead: other });
  });

  test('it is refused where the kept lead took the phone for its own', async () => {
    const merge = await merged();
    await editLead(shop.db, jane, { fields: { phone: second } }, shop.wanjiru);
    expect(await undoMerge(shop.db, merge, shop.wanjiru)).toEqual({ refused: 'phone_taken', lead: jane });
  });

  test('of two merges in a row the later one comes first', async () => {
    const early = await merged();
    const third = await made({ phone: phoneOf('0722 000 111') });
    const later = await merge(third, jane);
    expect(await undoMerge(shop.db, early, shop.wanjiru)).toEqual({ refused: 'merged_on' });
    if ('merged' in later) await undoMerge(shop.db, later.merged, shop.wanjiru);
    expect(await findLeadByPhone(shop.db, second)).toBe(jane);
    expect(await undoMerge(shop.db, early, shop.wanjiru)).toHaveProperty('undone');
  });
});

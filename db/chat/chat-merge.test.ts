import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import type { Inbound, Said } from '../../domain/message.ts';
import { parseMoney } from '../../domain/money.ts';
import type { Notice } from '../../domain/notice.ts';
import { parsePhone } from '../../domain/phone.ts';
import { messageFrom } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { eventually } from '../../test/eventually.ts';
import { requestConversion } from '../conversion/conversions.ts';
import { commit } from '../database.ts';
import { createLead } from '../lead/leads.ts';
import { addPackage } from '../packages.ts';
import { addRouter } from '../routers.ts';
import { stopWriting } from './consents.ts';
import type { DueConversation } from './conversations.ts';
import { receiveMessages, type StepAll, stepConversations } from './inbox.ts';
import { say, shutChat } from './outbox.ts';
import { claimSends } from './sends.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`
    truncate inbox, identities, conversations, outbox, messages, consents, stopped_phones, leads, lead_events cascade`;
});

const phone = '254712345678@s.whatsapp.net';
const lid = '98765432101234@lid';

const from = (address: string, what: string | Said, more: Partial<Inbound> = {}): Inbound => ({
  ...messageFrom(address, what),
  ...more,
});
/** WhatsApp tells both addresses. */
const fromBoth = (address: string, what: string, more: Partial<Inbound> = {}) =>
  from(address, what, { otherAddresses: [address === lid ? phone : lid], ...more });
const receive = (...inbound: Inbound[]) => receiveMessages(house.db, 'whatsapp', 'ours', inbound);

test('a message from a third address, received while its conversation goes into another, is not left behind', async () => {
  const { db } = house;
  const thirdOf = '254733000222@s.whatsapp.net';
  await receive(from(phone, 'Habari'));
  await receive(from(lid, 'Habari', { otherAddresses: [thirdOf] }));
  let received: () => void = () => undefined;
  const receiving = db.sql.begin(async (sql) => {
    // As `receiveMessages` does, slowly.
    const [door] = await sql<{ conversationId: string }[]>`
      update identities set last_inbound_at = now() where address = ${thirdOf} returning conversation_id`;
    await sql`
      insert into inbox (channel, account, external_id, conversation_id, message)
      values ('whatsapp', 'ours', 'late', ${door?.conversationId ?? ''}, ${sql.json(from(thirdOf, 'Bado') as never)})`;
    await new Promise<void>((resolve) => {
      received = resolve;
    });
  });
  const merging = receive(fromBoth(lid, 'Niko Kilimani'));
  await eventually(async () => {
    const [waiting] = await db.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    expect(waiting).toBeDefined();
  });
  received();
  await Promise.all([receiving, merging]);
  const { texts, stepAll } = noteSteps();
  await drain(stepAll);
  expect(texts.sort()).toEqual(['Bado', 'Habari', 'Habari', 'Niko Kilimani']);
});

test('whoever writes to a chat at the moment in which it becomes part of another writes to that one', async () => {
  const { db } = house;
  await receive(from(phone, 'Habari'));
  await receive(from(lid, 'Habari'));
  let looks = 0;
  await commit(db, async (tx) => {
    const [door] = await tx.sql<{ conversationId: Id<'conversation'> }[]>`
      select conversation_id from identities where address = ${lid}`;
    looks += 1;
    if (looks === 1) await receive(fromBoth(lid, 'Niko Kilimani'));
    await tx.sql`
      insert into outbox (conversation_id, kind, body) values (${door?.conversationId ?? ''}, 'notice', '{}')`;
  });
  expect(looks).toBe(2);
  const [note] = await db.sql`select conversation_id from outbox`;
  expect(note).toEqual((await db.sql`select id as conversation_id from conversations`)[0]);
});

test('a message that comes again from the other address of its chat is passed over, and another person’s is not', async () => {
  const mallory = '254733000222@s.whatsapp.net';
  const keys = (...addresses: string[]) =>
    addresses.map((address) => from(address, 'Habari', { externalId: `${address}/3EB0A1` }));
  expect(await receive(...keys(lid).map((it) => ({ ...it, otherAddresses: [phone] })))).toBe(1);
  expect(await receive(...keys(phone))).toBe(0);
  expect(await receive(...keys(mallory, lid))).toBe(1);
  expect(await receive(from(phone, 'Habari', { externalId: `${phone}/3EB0A2` }))).toBe(1);
});

/** Notes what it steps, and answers with the last text it heard. */
function noteSteps(stateOf: (conversation: DueConversation) => unknown = () => ({ v: 1 })) {
  const texts: string[] = [];
  const stepAll: StepAll = async (_tx, due) =>
    due.map((conversation) => {
      for (const { inbound } of conversation.messages)
        texts.push('text' in inbound.said ? inbound.said.text : inbound.said.kind);
      return {
        id: conversation.id,
        state: stateOf(conversation),
        replies: [{ body: { answers: texts.at(-1) }, despiteStop: false }],
      };
    });
  return { stepAll, texts };
}

const drain = async (stepAll: StepAll) => {
  while ((await stepConversations(house.db, stepAll)) > 0);
};

interface Row {
  id: Id<'conversation'>;
  address: string;
  state: unknown;
  leadId: Id<'lead'> | null;
  attestedPhone: string | null;
  stoppedAt: Date | null;
  blockedAt: Date | null;
}
const conversations = () =>
  house.db.sql<Row[]>`
    select id, address, state, lead_id, attested_phone, stopped_at, blocked_at from conversations order by created_at, id`;
const only = async (): Promise<Row> => {
  const [row, ...others] = await conversations();
  expect(others).toEqual([]);
  return row ?? expect.fail();
};
const at = async (address: string): Promise<Row> =>
  (await conversations()).find((it) => it.address === address) ?? expect.fail();

test('an address that comes beside a known one leads to the conversation of that one', async () => {
  await receive(from(phone, 'Habari'));
  await receive(fromBoth(lid, 'Niko Kilimani'));
  await receive(from(lid, 'Uko?'));
  const { id } = await only();
  const kept = await house.db.sql`select distinct conversation_id from inbox`;
  expect([...kept]).toEqual([{ conversationId: id }]);
});

test('two new addresses of one message open one conversation, which either finds again', async () => {
  await Promise.all([
    receive(fromBoth(lid, 'Habari')),
    receive(fromBoth(phone, 'Hello')),
    receive(from(lid, 'Sasa')),
  ]);
  const { stepAll, texts } = noteSteps();
  await drain(stepAll);
  await only();
  expect(texts.sort()).toEqual(['Habari', 'Hello', 'Sasa']);
});

describe('two conversations that prove to be one chat', () => {
  test('are one from then on: the older one, and no table remembers the other', async () => {
    const { stepAll, texts } = noteSteps();
    await receive(from(phone, 'Habari'));
    await drain(stepAll);
    await receive(from(lid, 'Niko Kilimani'), from(phone, 'Nataka 20 Mbps'));
    const [older, younger] = await conversations();
    if (!older || !younger) expect.fail('There are two to begin with.');
    await say(house.db, { conversation: younger.id }, converted, 'converted');
    await askForUserIn(younger.id);
    await commit(house.db, (tx) => stopWriting(tx, younger.id, 'STOP'));
    await receive(fromBoth(lid, 'Ni mimi'));
    await drain(stepAll);
    expect(texts).toEqual(['Habari', 'Niko Kilimani', 'Nataka 20 Mbps', 'Ni mimi']);
    expect((await only()).id).toBe(older.id);
    for (const [table, column] of await columnsOfConversations()) {
      const is = (id: string) =>
        house.db.sql`select from ${house.db.sql(table)} where ${house.db.sql(column)} = ${id}`;
      expect([table, (await is(younger.id)).count]).toEqual([table, 0]);
      expect([table, (await is(older.id)).count]).not.toEqual([table, 0]);
    }
    const thread = await house.db.sql`select text from messages where direction = 'in' order by id`;
    expect(thread.map(({ text }) => text)).toEqual(texts);
  });

  const converted: Notice = { kind: 'brought_lead_converted', name: 'Peter', place: 'Umoja' };

  async function askForUserIn(askedIn: Id<'conversation'>) {
    const { db } = house;
    const price = parseMoney(2999) ?? expect.fail();
    const speed = { downloadMbps: 20, uploadMbps: 10, price };
    const sold = await addPackage(db, { name: '20 Mbps Home', service: 'pppoe', profile: '20M', ...speed });
    const access = {
      host: '127.0.0.1',
      port: 8728,
      tls: false,
      tlsFingerprint: null,
      username: 'karibu',
      password: 'router-secret',
    };
    const router = await addRouter(db, { name: 'Westlands-1', ...access });
    if ('refused' in sold || 'refused' in router) expect.fail('Both are new here.');
    const wish = { username: 'jane', password: 'karibu-pass-1', ipAddress: null };
    await requestConversion(
      db,
      null,
      { ...wish, packageId: sold.id, routerId: router.id },
      { by: null, askedIn },
    );
  }

  /** By their foreign keys, and those that are kept without one. */
  async function columnsOfConversations(): Promise<[string, string][]> {
    const columns = await house.db.sql<{ table: string; column: string }[]>`
      select conrelid::regclass::text as table, attname as column from pg_constraint
      join pg_attribute on attrelid = conrelid and attnum = any(conkey)
      where confrelid = 'conversations'::regclass
      union select table_name, column_name from information_schema.columns
      where table_schema = 'public' and column_name = 'conversation_id'`;
    const found = columns.map(({ table, column }): [string, string] => [table, column]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['conversions', 'asked_in'],
        ['identities', 'conversation_id'],
      ]),
    );
    return found;
  }

  test('are as much stopped and blocked as either was, in the talk too', async () => {
    const { stepAll } = noteSteps();
    await receive(from(phone, 'Habari'), from(lid, 'Sasa'));
    await drain(stepAll);
    const stopped = await at(lid);
    await commit(house.db, (tx) => stopWriting(tx, stopped.id, 'ACHA'));
    await shutChat(house.db, (await at(phone)).id);
    await receive(fromBoth(phone, 'Ni mimi'));
    const merged = await only();
    expect(merged).toMatchObject({ state: { v: 1, stopped: true } });
    expect([merged.stoppedAt, merged.blockedAt]).toEqual([expect.any(Date), expect.any(Date)]);
  });

  test('keep the talk of the lead, however much the other one has been told', async () => {
    const { stepAll } = noteSteps(({ attestedPhone }) => ({
      answers: attestedPhone ? {} : { name: 'J', location: 'K' },
    }));
    const jane = parsePhone('0712345678') ?? expect.fail();
    await receive(from(lid, 'J, Kilimani'), from(phone, 'Habari', { attestedPhone: jane }));
    await drain(stepAll);
    await receive(from(phone, 'Uko?'));
    await drain(stepAll);
    const made = await createLead(house.db, { phone: jane, source: 'WhatsApp/SMS' }, null, 'whatsapp');
    if (!('created' in made)) expect.fail('Jane is new here.');
    const lead = made.created;
    await house.db.sql`update conversations set lead_id = ${lead} where address = ${phone}`;
    await receive(fromBoth(lid, 'Ni mimi'));
    expect(await only()).toMatchObject({ leadId: lead, attestedPhone: jane, state: { answers: {} } });
    const [unstamped] = await house.db
      .sql`select count(*) from messages where lead_id is distinct from ${lead}`;
    // What was said in either before there was a lead is in its thread; the newest words are not stepped yet.
    expect(unstamped?.count).toBe(0);
  });

  test('keep the talk with more answers where neither is a lead’s', async () => {
    const { stepAll } = noteSteps(({ messages }) => ({
      answers:
        messages[0]?.inbound.address === lid ? { name: 'Jane', location: 'Kilimani' } : { name: 'Jane' },
    }));
    await receive(from(phone, 'Jane'), from(lid, 'Jane, Kilimani'));
    await drain(stepAll);
    await receive(fromBoth(phone, 'Ni mimi'));
    expect(await only()).toMatchObject({ state: { answers: { name: 'Jane', location: 'Kilimani' } } });
  });
});

test('a step that is under way in either ends before they are one, and what it wrote is not lost', async () => {
  await receive(from(phone, 'Habari'));
  await drain(noteSteps().stepAll);
  await receive(from(lid, 'Niko Kilimani'));
  const { stepAll, texts } = noteSteps();
  let isStepping = false;
  let end: () => void = () => undefined;
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  const slow: StepAll = async (tx, due) => {
    isStepping = true;
    await mayEnd;
    return stepAll(tx, due);
  };
  const step = stepConversations(house.db, slow);
  await eventually(() => expect(isStepping).toBe(true));
  const merge = receive(fromBoth(phone, 'Ni mimi'));
  await eventually(async () => {
    const waiting = await house.db.sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%from conversations%for update%'`;
    expect(waiting.count).toBe(1);
  });
  end();
  await Promise.all([step, merge]);
  await drain(stepAll);
  expect(texts).toEqual(['Niko Kilimani', 'Ni mimi']);
  const { id } = await only();
  const answers = await house.db
    .sql`select conversation_id, body->>'answers' as answers from outbox order by id`;
  expect([...answers]).toEqual(
    ['Habari', 'Niko Kilimani', 'Ni mimi'].map((it) => ({ conversationId: id, answers: it })),
  );
});

test('a message that names both addresses is kept after one that is being received from either', async () => {
  await receive(fromBoth(phone, 'Habari'));
  let isReceived = false;
  await house.db.sql.begin(async (sql) => {
    // As another process does that receives from the LID.
    await sql`update identities set last_inbound_at = now() where address = ${lid}`;
    void receive(fromBoth(phone, 'Ni mimi')).then(() => {
      isReceived = true;
    });
    await eventually(async () => {
      const waiting = await sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into identities%'`;
      expect(waiting.count).toBe(1);
    });
    expect(isReceived).toBe(false);
  });
  await eventually(() => expect(isReceived).toBe(true));
});

test('whatever is written from both addresses at once is stepped once, in its order, in one conversation', async () => {
  const stepped: number[] = [];
  const stepAll: StepAll = async (_tx, due) => {
    stepped.push(...due.flatMap(({ messages }) => messages.map(({ id }) => id)));
    return due.map(({ id }) => ({ id, state: { v: 1 }, replies: [] }));
  };
  let receiving = true;
  const stepper = async () => {
    while (receiving) {
      await stepConversations(house.db, stepAll);
      await sleep(1);
    }
  };
  const receiver = async (address: string, name: string) => {
    // The first messages come before WhatsApp has told that the two are one.
    for (let n = 0; n < 5; n++) await receive(from(address, `${name}${n}`));
    for (let n = 5; n < 30; n++) await receive(fromBoth(address, `${name}${n}`));
  };
  const steppers = Promise.all([stepper(), stepper()]);
  await Promise.all([receiver(phone, 'a'), receiver(lid, 'b'), receiver(phone, 'c'), receiver(lid, 'd')]);
  receiving = false;
  await steppers;
  await drain(stepAll);
  const { id } = await only();
  const rows = await house.db.sql<{ id: number; namesBoth: boolean }[]>`
    select id, message->'otherAddresses' is not null as names_both from inbox where conversation_id = ${id} order by id`;
  expect(stepped.toSorted((a, b) => a - b)).toEqual(rows.map((row) => row.id));
  expect(stepped).toHaveLength(120);
  // Before they were one, each address had an order of its own.
  const ordered = rows.filter((row) => row.namesBoth).map((row) => row.id);
  expect(stepped.filter((it) => ordered.includes(it))).toEqual(ordered);
});

test('the answer goes to the address that the last message came from', async () => {
  const { stepAll } = noteSteps();
  const account = {
    channel: 'whatsapp',
    account: 'ours',
    atMostOnce: false,
    room: null,
    newChatsADay: null,
  } as const;
  const answeredAt = async () => {
    await drain(stepAll);
    const { sends } = await claimSends(house.db, { most: 10, accounts: [account], resting: [] });
    await house.db.sql`update outbox set state = 'sent'`;
    return sends.map(({ address }) => address);
  };
  await receive(fromBoth(phone, 'Habari'));
  expect(await answeredAt()).toEqual([phone]);
  await receive(fromBoth(lid, 'Niko Kilimani'));
  expect(await answeredAt()).toEqual([lid]);
  await receive(from(lid, 'Uko?'), from(phone, 'Ni mimi'));
  expect(await answeredAt()).toEqual([phone]);
});

test('a group that is first heard of when it gets a new address is a group', async () => {
  await receive(from('-1001', 'Habari', { writer: 'asha', otherAddresses: ['-5'] }));
  expect([...(await house.db.sql`select is_group from conversations`)]).toEqual([{ isGroup: true }]);
});

test.each(['-5', '-1001'])(
  'whichever address was told of new leads, %s too, the merged group is',
  async (alerted) => {
    await receive(from('-5', 'Habari', { writer: 'asha' }));
    await receive(from('-1001', 'Habari', { writer: 'asha' }));
    await house.db.sql`update conversations set alerts_staff = true where address = ${alerted}`;
    await receive(from('-1001', 'We moved', { writer: 'asha', otherAddresses: ['-5'] }));
    expect([...(await house.db.sql`select alerts_staff, is_group from conversations`)]).toEqual([
      { alertsStaff: true, isGroup: true },
    ]);
  },
);

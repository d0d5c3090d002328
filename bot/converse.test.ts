import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { receiveMessages } from '../db/chat/inbox.ts';
import { makeLink } from '../db/person/links.ts';
import { addPerson } from '../db/person/people.ts';
import type { Phone } from '../domain/phone.ts';
import { ableToAll, messageFrom, ringBells } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { beginTalk } from './conversation/state.ts';
import type { Effect, Step, Talk, TalkEvent, World } from './conversation/talk.ts';
import { converse } from './converse.ts';
import type { Rounds } from './rounds.ts';

let house: TestDatabase;
let rounds: Rounds | undefined;
beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`
    truncate inbox, identities, conversations, outbox, messages, leads, lead_events, consents, stopped_phones, people cascade`;
});
afterEach(async () => {
  await rounds?.stop();
});

const start = async (talk: Talk) => {
  rounds = await converse({ db: house.db, log: house.db.log, talk, capabilitiesOf: () => ableToAll });
};
const receive = (...inbound: ReturnType<typeof messageFrom>[]) =>
  receiveMessages(house.db, 'telegram', 'ours', inbound);
const allDone = () =>
  eventually(async () => {
    const due = await house.db.sql`select from inbox where done_at is null`;
    expect(due.count).toBe(0);
  });
const phone = '+254712345678' as Phone;

/** A talk of a line each: what it hears, what it does about it and says. */
const talkOf =
  (answer: (event: TalkEvent, world: World) => { effects?: Effect[]; says?: string }): Talk =>
  (state, event, world): Step => {
    const { effects = [], says } = answer(event, world);
    const replies = says
      ? [{ phrase: { key: 'we_have_you' as const, name: says }, choices: [], asksContact: false }]
      : [];
    return { state, replies, effects };
  };
const said = (event: TalkEvent) =>
  event.kind === 'said' && event.said.kind === 'text' ? event.said.text : null;
const replies = async () =>
  (await house.db.sql`select body->'phrase'->>'name' as said, despite_stop from outbox order by id`).map(
    (row) => [row.said, row.despiteStop],
  );
const capture: Effect = {
  do: 'capture_lead',
  phone,
  attested: false,
  referralCode: null,
  answers: { name: 'Jane' },
};

test('what an effect brings about comes back to the talk in the same step', async () => {
  await start(
    talkOf((event) => {
      if (event.kind === 'captured') return { says: `captured as ${event.capture.as}` };
      return { effects: [capture] };
    }),
  );
  await receive(messageFrom('jane', 'Jane 0712345678'));
  await allDone();
  expect(await replies()).toEqual([['captured as own', false]]);
  const joined = await house.db.sql`
    select l.name from conversations c join leads l on l.id = c.lead_id where c.address = 'jane'`;
  expect([...joined]).toEqual([{ name: 'Jane' }]);
});

test('a claim on a known phone joins the chat to nothing', async () => {
  await start(talkOf((event) => (event.kind === 'said' ? { effects: [capture] } : { says: 'thank you' })));
  await receive(messageFrom('jane', 'mine'), messageFrom('somebody', 'mine too'));
  await allDone();
  const joined = await house.db.sql`select address from conversations where lead_id is not null`;
  expect([...joined]).toEqual([{ address: 'jane' }]);
});

test('a step that fails leaves nothing behind: no lead, no reply, no line, no new state', async () => {
  await start(
    talkOf((event) => {
      if (event.kind === 'captured') throw new Error('The talk broke.');
      return { effects: [capture], says: 'never' };
    }),
  );
  await receive(messageFrom('jane', 'Jane 0712345678'));
  await eventually(async () => {
    const [row] = await house.db.sql`select attempts from inbox`;
    expect(row?.attempts).toBe(1);
  });
  const [left] = await house.db.sql`
    select (select count(*) from leads) as leads, (select count(*) from outbox) as replies,
      (select count(*) from messages) as lines, (select state from conversations) as state`;
  expect(left).toEqual({ leads: 0, replies: 0, lines: 0, state: null });
});

test('a talk that answers itself for ever is stopped and its message set aside', async () => {
  await start(talkOf(() => ({ effects: [capture] })));
  await receive(messageFrom('jane', 'round and round'));
  await eventually(async () => {
    const [row] = await house.db.sql`select error from inbox`;
    expect(row?.error).toMatch(/caused 10 events/);
  });
});

test('a stored state that no longer parses begins the talk anew', async () => {
  const states: unknown[] = [];
  await start((state) => {
    states.push(state);
    return { state: { ...state, misunderstood: 1 }, replies: [], effects: [] };
  });
  await receive(messageFrom('jane', 'one'));
  await allDone();
  await receive(messageFrom('jane', 'two'));
  await allDone();
  await house.db.sql`update conversations set state = '{ "v": 0, "where": "long gone" }'`;
  await receive(messageFrom('jane', 'three'));
  await allDone();
  expect(states).toEqual([beginTalk(), { ...beginTalk(), misunderstood: 1 }, beginTalk()]);
});

test('whoever redeems a one-time link is known in the rest of the step and after it', async () => {
  const added = await addPerson(house.db, { name: 'John Otieno', role: 'agent', agentKind: 'caretaker' });
  const token = await makeLink(house.db, 'chat', 'person' in added ? added.person : null);
  await start(
    talkOf((event, world) => {
      if (said(event) === 'link') return { effects: [{ do: 'redeem_link', token }] };
      return { says: world.person?.name ?? 'nobody' };
    }),
  );
  await receive(messageFrom('john', 'before'), messageFrom('john', 'link'), messageFrom('john', 'after'));
  await allDone();
  expect((await replies()).map(([words]) => words)).toEqual(['nobody', 'John Otieno', 'John Otieno']);
});

test('the answer to STOP may leave despite it, and the answer to anything else may not', async () => {
  await start(
    talkOf((event) =>
      said(event) === 'STOP' ? { effects: [{ do: 'stop', words: 'STOP' }], says: 'bye' } : { says: 'hm' },
    ),
  );
  await receive(
    messageFrom('jane', 'Habari'),
    messageFrom('jane', 'STOP'),
    messageFrom('jane', 'still there?'),
  );
  await allDone();
  expect(await replies()).toEqual([
    ['hm', false],
    ['bye', true],
    ['hm', false],
  ]);
});

test('a phone that the channel vouches for is kept with the chat', async () => {
  await start(talkOf((_event, world) => ({ says: world.attestedPhone ?? 'unknown' })));
  await receive({
    ...messageFrom('jane', { kind: 'contact', phone, own: true, name: 'Jane' }),
    attestedPhone: phone,
  });
  await allDone();
  const [row] = await house.db.sql`select attested_phone from conversations`;
  expect([(await replies())[0]?.[0], row?.attestedPhone]).toEqual([phone, phone]);
});

test('STOP right after the contact stops the phone as well, and START frees it', async () => {
  await start(
    talkOf((event) => {
      if (said(event) === 'STOP') return { effects: [{ do: 'stop', words: 'STOP' }] };
      return said(event) === 'START' ? { effects: [{ do: 'start_again', words: 'START' }] } : {};
    }),
  );
  const contact = {
    ...messageFrom('jane', { kind: 'contact', phone, own: true, name: 'Jane' }),
    attestedPhone: phone,
  };
  await receive(contact, messageFrom('jane', 'STOP'));
  await allDone();
  expect([...(await house.db.sql`select phone from stopped_phones`)]).toEqual([{ phone }]);
  await house.db.sql`update conversations set attested_phone = null`;
  await receive({ ...contact, externalId: 'again' }, messageFrom('jane', 'START'));
  await allDone();
  expect(await house.db.sql`select from stopped_phones`).toHaveLength(0);
  const kept = await house.db.sql`select kind, phone from consents order by id`;
  expect([...kept]).toEqual([
    { kind: 'stop', phone },
    { kind: 'start', phone },
  ]);
});

test('blocking the bot is not talked about', async () => {
  const heard: TalkEvent[] = [];
  await start(
    talkOf((event) => {
      heard.push(event);
      return { says: 'hm' };
    }),
  );
  await receive(messageFrom('jane', { kind: 'blocked' }));
  await allDone();
  expect([heard, await replies()]).toEqual([[], []]);
});

test('what is said in a group never comes to the talk, whatever it is', async () => {
  const heard: TalkEvent[] = [];
  const inGroup = (what: Parameters<typeof messageFrom>[1]) => ({
    ...messageFrom('-1001', what),
    writer: 'jane',
  });
  await receive(
    inGroup({ kind: 'group_joined' }),
    inGroup('Jane 0712345678 Kilimani 4B 20mbps'),
    { ...inGroup({ kind: 'contact', phone, own: true, name: 'Jane' }), attestedPhone: phone },
    inGroup('STOP'),
    inGroup({ kind: 'command', name: 'alerts', argument: '' }),
  );
  await start(
    talkOf((event) => {
      heard.push(event);
      return { effects: [capture], says: 'hm' };
    }),
  );
  await allDone();
  expect(heard).toEqual([]);
  const said = await house.db.sql`select body->'phrase'->>'key' as key from outbox order by id`;
  expect(said.map(({ key }) => key)).toEqual(['group_private_only', 'group_alerts_refused']);
  const [left] = await house.db.sql`
    select (select count(*) from leads) as leads, (select count(*) from consents) as consents, c.state, c.lead_id,
      c.alerts_staff from conversations c`;
  expect(left).toEqual({ leads: 0, consents: 0, state: null, leadId: null, alertsStaff: false });
});

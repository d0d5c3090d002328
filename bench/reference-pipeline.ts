import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Transaction } from '../db/database.ts';
import type { OpenPipeline, Speak } from './chat-load.ts';

// The yardstick of the chat benchmarks: the least that loses nothing and steps nothing twice. Messages are kept in one
// statement before they are acknowledged, stepped in batches in one transaction with their replies, and sent from an outbox
// with a lease. There are no people, leads, phrases, languages, STOP, quiet hours, threads or channels in it.

const channel = 'web';
const most = { waiting: 200, conversations: 32, messages: 400, inFlight: 32 };
const settleMs = 5;
const pollMs = 1000;

export async function createReferenceTables({ sql }: Database): Promise<void> {
  await sql.unsafe(`
    create schema reference;
    create table reference.conversation (
      id bigint generated always as identity primary key, channel text not null, peer text not null,
      state jsonb not null default '{"turns": 0}', blocked_at timestamptz, last_in timestamptz not null default now(),
      unique (channel, peer));
    create table reference.inbound (
      id bigint generated always as identity primary key, channel text not null, external_id text not null,
      conversation_id bigint not null, body jsonb not null, done_at timestamptz, attempts int not null default 0, error text,
      unique (channel, external_id));
    create index on reference.inbound (id) where done_at is null;
    create index on reference.inbound (conversation_id, id) where done_at is null;
    create table reference.outbox (
      id bigint generated always as identity primary key, conversation_id bigint not null, inbound_id bigint not null,
      seq int not null, body jsonb not null, status text not null default 'queued', attempts int not null default 0,
      not_before timestamptz not null default now(), provider_id text, unique (inbound_id, seq));
    create index on reference.outbox (not_before, id) where status in ('queued', 'sending');
    create index on reference.outbox (conversation_id, id) where status in ('queued', 'sending');`);
}

/** Opens the reference pipeline over its tables. One process at a time may. */
export const referencePipeline =
  (db: Database): OpenPipeline =>
  async (speak) => {
    const sending = keepSending(db, speak);
    const stepping = keepLooking(async () => {
      const stepped = await stepBatch(db);
      if (stepped > 0) sending.wake();
      return stepped > 0;
    });
    return {
      async receive({ externalId, address, text }) {
        await keep(db, [{ externalId, peer: address, text }]);
        stepping.wake();
      },
      async stop() {
        await stepping.stop();
        await sending.stop();
      },
    };
  };

async function keep(
  { sql }: Database,
  rows: readonly { externalId: string; peer: string; text: string }[],
): Promise<void> {
  await sql`
    with r as (
      select e->>'externalId' as x, e->>'peer' as peer, e, o
      from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) with ordinality t (e, o)
    ), c as (
      insert into reference.conversation (channel, peer) select distinct ${channel}, peer from r order by 2
      on conflict (channel, peer) do update set last_in = now() returning id, peer
    )
    insert into reference.inbound (channel, external_id, conversation_id, body)
    select ${channel}, x, c.id, e from r join c using (peer) order by o on conflict do nothing`;
}

/** Conversations and messages, each in the order of age. Returns how many messages were stepped. */
async function stepBatch(db: Database): Promise<number> {
  return db.sql.begin(async (tx) => {
    const conversations = await tx<{ id: number; state: { turns: number } }[]>`
      select c.id, c.state from (
        select conversation_id, min(id) m from (
          select conversation_id, id from reference.inbound where done_at is null order by id limit ${most.waiting}
        ) x group by 1
      ) t join reference.conversation c on c.id = t.conversation_id
      order by t.m limit ${most.conversations} for update of c skip locked`;
    if (conversations.length === 0) return 0;
    const messages = await tx<{ id: number; conversationId: number }[]>`
      select id, conversation_id from reference.inbound
      where conversation_id = any(${conversations.map(({ id }) => id)}) and done_at is null
      order by id limit ${most.messages}`;
    const turnsOf = new Map(conversations.map(({ id, state }) => [id, state.turns]));
    const replies = messages.map(({ id, conversationId }) => {
      const turns = (turnsOf.get(conversationId) ?? 0) + 1;
      turnsOf.set(conversationId, turns);
      return { inbound: id, conversation: conversationId, body: { text: `Karibu, ${turns}` } };
    });
    await finishBatch(tx, turnsOf, replies);
    return messages.length;
  });
}

async function finishBatch(
  tx: Transaction['sql'],
  turnsOf: ReadonlyMap<number, number>,
  replies: readonly { inbound: number; conversation: number; body: object }[],
): Promise<void> {
  const states = [...turnsOf].map(([id, turns]) => ({ id, state: { turns } }));
  await tx`
    with done as (
      update reference.inbound set done_at = now() where id = any(${replies.map(({ inbound }) => inbound)})
    ), stepped as (
      update reference.conversation c set state = s.state
      from jsonb_to_recordset(${JSON.stringify(states)}::text::jsonb) as s (id bigint, state jsonb) where c.id = s.id
    )
    insert into reference.outbox (conversation_id, inbound_id, seq, body)
    select conversation, inbound, 0, body
    from jsonb_to_recordset(${JSON.stringify(replies)}::text::jsonb) as r (inbound bigint, conversation bigint, body jsonb)
    order by inbound`;
}

interface Claimed {
  id: number;
  peer: string;
}

async function claim({ sql }: Database, count: number): Promise<Claimed[]> {
  return sql<Claimed[]>`
    with due as (
      select o.id from reference.outbox o
      where o.status in ('queued', 'sending') and o.not_before <= now() and not exists (
        select 1 from reference.outbox p
        where p.conversation_id = o.conversation_id and p.status in ('queued', 'sending') and p.id < o.id)
      order by o.not_before, o.id limit ${count} for update skip locked
    )
    update reference.outbox o set status = 'sending', attempts = attempts + 1, not_before = now() + interval '30s'
    from due, reference.conversation c where o.id = due.id and c.id = o.conversation_id
    returning o.id, c.peer`;
}

/** Sends what is due, so many at a time; the ends of a few milliseconds are written in one statement. */
function keepSending(db: Database, speak: Speak): Rounds {
  let inFlight = 0;
  let ended: number[] = [];
  const settle = async () => {
    const batch = ended;
    ended = [];
    await db.sql`update reference.outbox set status = 'sent' where id = any(${batch})`;
    inFlight -= batch.length;
    rounds.wake();
  };
  const send = async ({ id, peer }: Claimed) => {
    await speak(peer);
    ended.push(id);
    if (ended.length === 1) setTimeout(() => void settle(), settleMs);
  };
  const rounds = keepLooking(async () => {
    const room = most.inFlight - inFlight;
    if (room === 0) return false;
    const claimed = await claim(db, room);
    inFlight += claimed.length;
    for (const it of claimed) void send(it);
    return claimed.length === room;
  });
  const stop = async () => {
    while (inFlight > 0) await sleep(settleMs);
    await rounds.stop();
  };
  return { ...rounds, stop };
}

interface Rounds {
  wake(): void;
  stop(): Promise<void>;
}

/** Goes on while there may be more at once, else when it is woken, and each second. */
function keepLooking(round: () => Promise<boolean>): Rounds {
  let [rung, stopping] = [false, false];
  let endPause = () => {
    rung = true;
  };
  const ended = (async () => {
    while (!stopping) {
      rung = false;
      if ((await round()) || rung) continue;
      const pause = new AbortController();
      endPause = () => {
        rung = true;
        pause.abort();
      };
      await sleep(pollMs, undefined, { signal: pause.signal }).catch(() => undefined);
    }
  })();
  return {
    wake: () => endPause(),
    async stop() {
      stopping = true;
      endPause();
      await ended;
    },
  };
}

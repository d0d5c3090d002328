import type { Channel, Standing } from '../../domain/channel.ts';
import type { Database } from '../database.ts';
import { runningFor } from './channel-accounts.ts';

/** How an account of ours does: what the page of the channels and `/metrics` tell. */
export interface ChannelHealth extends Standing {
  channel: Channel;
  account: string;
  /** What people write to; null until the provider has told. */
  publicName: string | null;
  /** Since when it has stood so. */
  since: Date;
  /** A bot runs it; otherwise how it stood last says nothing about now. */
  isRunning: boolean;
  /** When a bot ran it last, to half a minute. */
  seenAt: Date;
  lastInboundAt: Date | null;
  lastOutboundAt: Date | null;
  /** Messages that wait to leave, or are leaving. */
  queued: number;
  /** Of the messages of the last 24 hours, those that never left or may not have; STOP and blocking are no failure of ours. */
  failed: number;
  /** Messages to us that wait for a human. */
  parked: number;
}

/**
 * Every account that has ever run. Reads what waits and what failed by their partial indexes, and looks up the chat of each
 * (`limit 1` keeps the planner from reading all conversations instead): never a whole table.
 */
export async function readChannelHealth(db: Database): Promise<readonly ChannelHealth[]> {
  return db.sql<ChannelHealth[]>`
    with waiting as (
      select c.channel, c.account, count(*) as queued
      from outbox o
      cross join lateral (select channel, account from conversations where id = o.conversation_id limit 1) c
      where o.state in ('queued', 'sending') group by c.channel, c.account
    ), broken as (
      select c.channel, c.account, count(*) as failed
      from outbox o
      cross join lateral (select channel, account from conversations where id = o.conversation_id limit 1) c
      where o.state in ('dead', 'unknown') and o.created_at > now() - interval '24 hours'
        and (o.error is null or o.error not in ('blocked', 'stopped'))
      group by c.channel, c.account
    ), stuck as (
      select channel, account, count(*) as parked from inbox
      where done_at is null and parked_at is not null group by channel, account
    )
    select a.channel, a.account, a.public_name, a.state, a.words, a.since, a.last_inbound_at, a.last_outbound_at,
      a.seen_at, a.seen_at > now() - ${runningFor}::interval as is_running,
      coalesce(waiting.queued, 0) as queued, coalesce(broken.failed, 0) as failed, coalesce(stuck.parked, 0) as parked
    from channel_accounts a
    left join waiting using (channel, account)
    left join broken using (channel, account)
    left join stuck using (channel, account)
    order by a.channel, a.account`;
}

/** What a channel's providers took this month, in one currency. */
export interface ChannelCost {
  channel: Channel;
  /** ISO 4217. */
  currency: string;
  /** A decimal number, as the database adds it up: `120.8000`. */
  amount: string;
}

/** What messages have cost since the first of this month, in the ISP's zone. Reads a month of the outbox: for now and then. */
export async function readChannelCosts(db: Database): Promise<readonly ChannelCost[]> {
  return db.sql<ChannelCost[]>`
    select c.channel, o.cost_currency as currency, sum(o.cost)::text as amount
    from outbox o join conversations c on c.id = o.conversation_id
    where o.cost is not null and o.cost_currency is not null and o.created_at >= (
      select date_trunc('month', now() at time zone time_zone) at time zone time_zone from settings)
    group by c.channel, o.cost_currency order by c.channel, o.cost_currency`;
}

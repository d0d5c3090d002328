import { Gauge, type Registry } from 'prom-client';
import { type ChannelHealth, readChannelHealth } from '../db/channel/channel-health.ts';
import type { Database } from '../db/database.ts';

interface ChannelFigure {
  name: string;
  help: string;
  /** Null: there is nothing to tell yet. */
  of: (health: ChannelHealth) => number | null;
}

const inSeconds = (at: Date | null) => at && at.getTime() / 1000;

// One that was switched off for good would stand as down for ever, and ring for ever.
const forgottenAfterMs = 7 * 24 * 3_600_000;
const isForgotten = ({ seenAt }: ChannelHealth) => Date.now() - seenAt.getTime() > forgottenAfterMs;

const figures: readonly ChannelFigure[] = [
  {
    name: 'karibu_channel_up',
    help: '1 while a bot runs the account, and it hears and speaks.',
    of: (health) => (isForgotten(health) ? null : health.isRunning && health.state === 'well' ? 1 : 0),
  },
  { name: 'karibu_channel_queue', help: 'Messages that wait to leave.', of: ({ queued }) => queued },
  {
    name: 'karibu_channel_failures_24h',
    help: 'Messages of the last 24 hours that never left, or of which nobody knows whether they did.',
    of: ({ failed }) => failed,
  },
  {
    name: 'karibu_channel_parked',
    help: 'Messages that could not be stepped and wait for a human.',
    of: ({ parked }) => parked,
  },
  {
    name: 'karibu_channel_last_inbound_timestamp_seconds',
    help: 'When the account last heard something.',
    of: ({ lastInboundAt }) => inSeconds(lastInboundAt),
  },
  {
    name: 'karibu_channel_last_outbound_timestamp_seconds',
    help: 'When the account last said something.',
    of: ({ lastOutboundAt }) => inSeconds(lastOutboundAt),
  },
];

/** What the page of the channels shows, as figures. They are collected at once, so one read serves them all. */
export function addChannelGauges(registry: Registry, db: Database): void {
  let underWay: Promise<readonly ChannelHealth[]> | null = null;
  const read = () => {
    underWay ??= readChannelHealth(db).finally(() => {
      underWay = null;
    });
    return underWay;
  };
  for (const { name, help, of } of figures) {
    new Gauge({
      name,
      help,
      labelNames: ['channel', 'account'],
      registers: [registry],
      async collect() {
        const all = await read();
        this.reset();
        for (const health of all) {
          const value = of(health);
          if (value !== null) this.set({ channel: health.channel, account: health.account }, value);
        }
      },
    });
  }
}

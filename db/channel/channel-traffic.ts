import type { Channel } from '../../domain/channel.ts';
import type { Database } from '../database.ts';

/** When an account last heard and last spoke, as far as it has done so since it was last written. */
export interface Traffic {
  inboundAt?: Date;
  outboundAt?: Date;
}

/** Writes it. Of several processes the latest time counts, in whatever order they write. */
export async function noteTraffic(
  db: Database,
  channel: Channel,
  account: string,
  { inboundAt, outboundAt }: Traffic,
): Promise<void> {
  await db.sql`
    insert into channel_accounts as a (channel, account, last_inbound_at, last_outbound_at)
    values (${channel}, ${account}, ${inboundAt ?? null}, ${outboundAt ?? null})
    on conflict (channel, account) do update set
      last_inbound_at = greatest(a.last_inbound_at, excluded.last_inbound_at),
      last_outbound_at = greatest(a.last_outbound_at, excluded.last_outbound_at)`;
}

import type { Database } from '../database.ts';

/** For so long a message that comes again, or a report, is known for what it is: Telegram repeats for a day, Meta for a week. */
export const keptDays = 30;

/** Few enough for one short statement. */
const batch = 5000;

/**
 * Deletes what only told repeats from news: messages that were stepped or dismissed, and reports of deliveries, of more than
 * `keptDays` ago. What was said stands in the thread for good. At most `most` rows of each; returns whether there are more.
 */
export async function purgeChatRows({ sql }: Pick<Database, 'sql'>, most = batch): Promise<boolean> {
  const inbox = await sql`
    delete from inbox where id in (
      select id from inbox where done_at < now() - interval '1 day' * ${keptDays} order by id limit ${most})`;
  const reports = await sql`
    delete from delivery_reports where (channel, account, provider_id) in (
      select channel, account, provider_id from delivery_reports
      where at < now() - interval '1 day' * ${keptDays} order by at limit ${most})`;
  return inbox.count === most || reports.count === most;
}

import type { Language } from '../domain/person.ts';
import type { Country } from '../domain/phone.ts';
import { commit, type Database, type Transaction } from './database.ts';
import { countLeadMonths } from './reports/lead-months.ts';

export interface Settings {
  ispName: string;
  language: Language;
  timeZone: string;
  country: Country;
}

/** The environment gives the first values; what is in the row rules after that. */
export async function keepFirstSettings(db: Database, first: Settings): Promise<void> {
  await db.sql`insert into settings ${db.sql({ ...first })} on conflict (singleton) do nothing`;
}

export async function readSettings(at: Database | Transaction): Promise<Settings> {
  const [settings] = await at.sql<Settings[]>`select isp_name, language, time_zone, country from settings`;
  if (!settings) throw new Error('The settings row is missing; it is written when Karibu starts.');
  return settings;
}

/**
 * Changes what the ISP is called, its language and its zone. With the zone every lead is counted into its months anew, in
 * the same transaction: leads wait to be written meanwhile, and whoever writes one afterwards notes it by the new zone.
 */
export async function editSettings(
  at: Database | Transaction,
  changes: Omit<Settings, 'country'>,
): Promise<'ok' | { refused: 'unknown_zone' }> {
  return commit(at, async (tx) => {
    // Held, so that of two changes at once the second compares with what the first has left.
    const [held] = await tx.sql<{ timeZone: string }[]>`select time_zone from settings for update`;
    const isNewZone = held?.timeZone !== changes.timeZone;
    if (isNewZone && !(await isKnownZone(tx, changes.timeZone))) return { refused: 'unknown_zone' };
    await tx.sql`update settings set ${tx.sql({ ...changes })}`;
    if (isNewZone) await recountMonths(tx);
    return 'ok';
  });
}

/** PostgreSQL brings zones of its own, or the system's: they need not be those of the runtime that offered them. */
async function isKnownZone(tx: Transaction, zone: string): Promise<boolean> {
  const found = await tx.sql`select from pg_timezone_names where name = ${zone}`;
  return found.count > 0;
}

async function recountMonths(tx: Transaction): Promise<void> {
  // Millions of leads take longer than any statement of a page may.
  await tx.sql`set local statement_timeout = '5min'`;
  await countLeadMonths(tx.sql);
}

import type { Language } from '../domain/person.ts';
import type { Country } from '../domain/phone.ts';
import type { Database, Transaction } from './database.ts';

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

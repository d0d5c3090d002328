import type { Database } from '../database.ts';
import { Overtaken, type Tenure } from './whatsapp-link.ts';

// What proves to WhatsApp that we are a device of the linked phone: keys, sessions, credentials. Whoever holds them can
// read and write as that phone, so each value is sealed. What the values mean is known in the channel alone.

/** One value under Baileys' own name for its kind. `value` is text; null forgets it. */
export interface AuthItem {
  type: string;
  id: string;
  value: string | null;
}

const ownerOf = (account: string, type: string, id: string) => `wa_auth ${account}/${type}/${id}`;

/** The values that are stored under these ids; an id that is not known is absent. */
export async function readAuth(
  db: Database,
  account: string,
  type: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.sql<{ id: string; valueSealed: string }[]>`
    select id, value_sealed from wa_auth where account = ${account} and type = ${type} and id = any(${[...ids]}::text[])`;
  return new Map(rows.map((row) => [row.id, db.vault.open(row.valueSealed, ownerOf(account, type, row.id))]));
}

/**
 * Writes all items or none, in one statement: a transaction of Baileys ends in one such write. The row of the account is
 * locked for share while its epoch is compared, so that whoever takes the account waits for us, or we find that they did.
 * Throws `Overtaken`.
 */
export async function writeAuth(db: Database, tenure: Tenure, items: readonly AuthItem[]): Promise<void> {
  const given = items.map(({ type, id, value }) => ({
    type,
    id,
    sealed: value === null ? null : db.vault.seal(value, ownerOf(tenure.account, type, id)),
  }));
  const { count } = await db.sql`
    with held as materialized (
      select account from whatsapp_links where account = ${tenure.account} and epoch = ${tenure.epoch} for share
    ), given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g (type text, id text, sealed text)
    ), forgotten as (
      delete from wa_auth a using held, given g
      where a.account = held.account and a.type = g.type and a.id = g.id and g.sealed is null
    ), kept as (
      insert into wa_auth (account, type, id, value_sealed)
      select held.account, g.type, g.id, g.sealed from held, given g where g.sealed is not null order by g.type, g.id
      on conflict (account, type, id) do update set value_sealed = excluded.value_sealed
    )
    select account from held`;
  if (count === 0) throw new Overtaken(tenure);
}

/** Forgets the linked phone: what is stored is of no use once WhatsApp has logged us out. Throws `Overtaken`. */
export async function forgetAuth(db: Database, tenure: Tenure): Promise<void> {
  const { count } = await db.sql`
    with held as materialized (
      select account from whatsapp_links where account = ${tenure.account} and epoch = ${tenure.epoch} for share
    ), forgotten as (
      delete from wa_auth a using held where a.account = held.account
    )
    select account from held`;
  if (count === 0) throw new Overtaken(tenure);
}

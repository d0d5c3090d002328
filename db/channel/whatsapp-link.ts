import type { Id } from '../../domain/id.ts';
import type { Phone } from '../../domain/phone.ts';
import { commit, type Database } from '../database.ts';

// How the linking of our WhatsApp number goes. The admin writes a wish and reads what is shown; the one process that holds
// the account carries the wish out and shows what must be scanned or typed. The row is the truth, the bell only knocks.

/** What staff ask for: link by scanning a QR, by typing a code on that phone, or forget the linked phone. */
export type LinkWish = { by: 'qr' } | { by: 'code'; phone: Phone } | { by: 'unlink' };

export interface WhatsappLink {
  /** Asked for and not yet begun. */
  wish: LinkWish | null;
  /** To be scanned or typed before `until`; null when nothing is shown. */
  shown: { kind: 'qr' | 'code'; value: string; until: Date } | null;
  /** The number that is linked; null while none is. */
  phone: Phone | null;
  linkedAt: Date | null;
}

/** The holder's claim on an account. What it writes names its epoch: once another holds it, nothing more is written. */
export interface Tenure {
  account: string;
  epoch: number;
}

/** Another process holds the account now: this one must close its socket and write nothing more. */
export class Overtaken extends Error {
  override name = 'Overtaken';

  constructor({ account }: Tenure) {
    super(`Another process has taken the WhatsApp account ${account}; this one lets go of it.`);
  }
}

export async function askToLink(
  db: Database,
  account: string,
  wish: LinkWish,
  by: Id<'user'> | null,
): Promise<void> {
  await commit(db, async (tx) => {
    await tx.sql`
      insert into whatsapp_links (account, wish, wished_by) values (${account}, ${tx.sql.json(wish)}, ${by})
      on conflict (account) do update set wish = excluded.wish, wished_by = excluded.wished_by`;
    tx.wake({ bell: 'whatsapp' });
  });
}

type LinkRow = Pick<WhatsappLink, 'wish' | 'phone' | 'linkedAt'> & {
  shown: 'qr' | 'code' | null;
  shownSealed: string | null;
  shownUntil: Date | null;
};

/** Null when nobody has ever asked for a link. */
export async function readWhatsappLink(db: Database, account: string): Promise<WhatsappLink | null> {
  const [row] = await db.sql<LinkRow[]>`
    select wish, phone, linked_at, shown, shown_sealed, shown_until from whatsapp_links where account = ${account}`;
  if (!row) return null;
  const { wish, phone, linkedAt, shown, shownSealed, shownUntil } = row;
  const isShown = shown && shownSealed && shownUntil && shownUntil > new Date();
  const value = isShown ? db.vault.open(shownSealed, shownOwner(account)) : null;
  return {
    wish,
    phone,
    linkedAt,
    shown: isShown && value !== null ? { kind: shown, value, until: shownUntil } : null,
  };
}

const shownOwner = (account: string) => `whatsapp_link ${account}`;

/** This process holds the account from now on; whoever held it before writes nothing more. */
export async function beginTenure(db: Database, account: string): Promise<Tenure> {
  const [row] = await db.sql<{ epoch: number }[]>`
    insert into whatsapp_links (account, epoch) values (${account}, 1)
    on conflict (account) do update set epoch = whatsapp_links.epoch + 1 returning epoch`;
  if (!row) throw new Error('An upsert that returns its row returned none.');
  return { account, epoch: row.epoch };
}

/** Throws `Overtaken` when another process holds the account by now. */
export async function confirmTenure(db: Database, tenure: Tenure): Promise<void> {
  const [held] = await db.sql`
    select from whatsapp_links where account = ${tenure.account} and epoch = ${tenure.epoch}`;
  if (!held) throw new Overtaken(tenure);
}

/**
 * Takes the wish that waits, so that it is begun once. It is looked for every second or two, so a look that finds nothing
 * writes nothing. Throws `Overtaken`.
 */
export async function takeWish(db: Database, tenure: Tenure): Promise<LinkWish | null> {
  const [seen] = await db.sql<{ waits: boolean }[]>`
    select wish is not null as waits from whatsapp_links
    where account = ${tenure.account} and epoch = ${tenure.epoch}`;
  if (!seen) throw new Overtaken(tenure);
  if (!seen.waits) return null;
  const [row] = await db.sql<{ wish: LinkWish | null }[]>`
    with before as (
      select account, wish from whatsapp_links
      where account = ${tenure.account} and epoch = ${tenure.epoch} for update
    )
    update whatsapp_links l set wish = null from before where l.account = before.account returning before.wish`;
  if (!row) throw new Overtaken(tenure);
  return row.wish;
}

/** Shows staff what they must scan or type. Throws `Overtaken`. */
export async function showLinking(
  db: Database,
  tenure: Tenure,
  shown: { kind: 'qr' | 'code'; value: string; forMs: number },
): Promise<void> {
  const sealed = db.vault.seal(shown.value, shownOwner(tenure.account));
  const until = new Date(Date.now() + shown.forMs);
  const { count } = await db.sql`
    update whatsapp_links set shown = ${shown.kind}, shown_sealed = ${sealed}, shown_until = ${until}
    where account = ${tenure.account} and epoch = ${tenure.epoch}`;
  if (count === 0) throw new Overtaken(tenure);
}

/** The number is linked, or no longer (null); either way nothing is shown any more. Throws `Overtaken`. */
export async function noteLinked(db: Database, tenure: Tenure, phone: Phone | null): Promise<void> {
  const { count } = await db.sql`
    update whatsapp_links set phone = ${phone}, shown = null, shown_sealed = null, shown_until = null,
      linked_at = case when ${phone}::text is null then null when phone = ${phone} then linked_at else now() end
    where account = ${tenure.account} and epoch = ${tenure.epoch}`;
  if (count === 0) throw new Overtaken(tenure);
}

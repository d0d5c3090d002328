import type { WhatsappLink } from '../db/channel/whatsapp-link.ts';
import type { Phone } from '../domain/phone.ts';

/** What staff asked for just now, and when, in milliseconds since 1970. It stands in the address of the page. */
export interface Asked {
  what: 'link' | 'unlink';
  at: number;
}

/**
 * How far the linking of our WhatsApp number has come.
 *
 *   asked       a wish waits for the process that holds the account
 *   unanswered  it has waited too long: no such process runs
 *   begun       it was taken up, and nothing has come of it yet
 *   shown       a QR or a code waits to be scanned or typed
 *   linked      a number is linked
 *   unlinked    none is
 */
export type Linking =
  | { at: 'asked' | 'unanswered' | 'begun' | 'unlinked' }
  | { at: 'shown'; kind: 'qr' | 'code'; value: string; until: Date }
  | { at: 'linked'; phone: Phone; linkedAt: Date | null };

/** A process that runs takes a wish up within a second or two. */
const patienceMs = 15_000;
/** WhatsApp gives its QR or code within seconds of the connection; after this nothing is under way any more. */
const givenUpMs = 60_000;

/** `unlinkedSince`: since when the account stands as unlinked, where it does; newer than the wish, the wish has failed. */
export function linkingOf(
  link: WhatsappLink | null,
  asked: Asked | null,
  unlinkedSince: Date | null,
  now = Date.now(),
): Linking {
  if (link?.wish) return { at: asked && now - asked.at > patienceMs ? 'unanswered' : 'asked' };
  if (link?.shown) return { at: 'shown', ...link.shown };
  if (asked && now - asked.at < givenUpMs && !isOver(link, asked, unlinkedSince)) return { at: 'begun' };
  return link?.phone ? { at: 'linked', phone: link.phone, linkedAt: link.linkedAt } : { at: 'unlinked' };
}

function isOver(link: WhatsappLink | null, { what, at }: Asked, unlinkedSince: Date | null): boolean {
  if (what === 'unlink') return !link?.phone;
  const end = link?.phone ? link.linkedAt : unlinkedSince;
  return end !== null && end.getTime() > at;
}

/** Something will happen by itself soon: the page looks each second. */
export const isUnderWay = ({ at }: Linking): boolean => at !== 'linked' && at !== 'unlinked';

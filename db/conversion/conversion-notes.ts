import type { ConversionError } from '../../domain/conversion.ts';
import type { Id } from '../../domain/id.ts';
import type { Notice } from '../../domain/notice.ts';
import { say } from '../chat/outbox.ts';
import type { Transaction } from '../database.ts';

/** Who asked for a conversion, and in which chat; both null for a program with an API key. */
export interface AskerOf {
  requestedBy: Id<'user'> | null;
  askedIn: Id<'conversation'> | null;
  /** Whose chat that is, when it is a person's of the ISP. */
  askedInPerson: Id<'user'> | null;
}

interface Told extends AskerOf {
  leadId: Id<'lead'> | null;
  name: string | null;
  router: string;
  errorCode: ConversionError['code'] | null;
  errorMessage: string | null;
}

type ConversionNotice = Extract<Notice['kind'], `conversion_${string}`>;

/** Each is said at most once; a doubt has a note of its own, because the end is told besides. */
const keys: Record<ConversionNotice, string> = {
  conversion_done: 'asker',
  conversion_failed: 'asker',
  conversion_uncertain: 'doubt',
};

/** Leaves a note for whoever asked: in the chat they asked in, else wherever the person can be reached. */
export async function tellAsker(
  tx: Transaction,
  id: Id<'conversion'>,
  kind: ConversionNotice,
  username: string,
): Promise<AskerOf> {
  const told = await readTold(tx, id);
  const { leadId: lead, name, router, requestedBy, askedIn } = told;
  const about = { lead, name, router, username };
  const reader = askedIn ? { conversation: askedIn } : requestedBy ? { person: requestedBy } : null;
  if (reader) {
    const notice: Notice =
      kind === 'conversion_failed' ? { kind, ...about, error: errorOf(told) } : { kind, ...about };
    await say(tx, reader, notice, `${id}:${keys[kind]}`);
  }
  return told;
}

async function readTold(tx: Transaction, id: Id<'conversion'>): Promise<Told> {
  const [told] = await tx.sql<Told[]>`
    select c.requested_by, c.asked_in, chat.person_id as asked_in_person, c.lead_id, lead.name,
      router.name as router, c.error_code, c.error_message
    from conversions c
      join routers router on router.id = c.router_id
      left join leads lead on lead.id = c.lead_id
      left join conversations chat on chat.id = c.asked_in
    where c.id = ${id}`;
  if (!told) throw new Error(`${id} is gone, yet conversions are never deleted.`);
  return told;
}

function errorOf({ errorCode, errorMessage }: Told): ConversionError {
  if (!errorCode) throw new Error('A conversion that failed has an error.');
  return { code: errorCode, message: errorMessage ?? '' };
}

/** Tells whoever brought the lead that it became a customer; somebody who also asked has just been told. */
export async function tellBringer(tx: Transaction, id: Id<'conversion'>, asker: AskerOf): Promise<void> {
  const [lead] = await tx.sql<{ person: Id<'user'> | null; name: string | null; place: string | null }[]>`
    select l.brought_in_by_person_id as person, l.name, l.location as place
    from conversions c join leads l on l.id = c.lead_id where c.id = ${id}`;
  if (!lead?.person || lead.person === asker.requestedBy || lead.person === asker.askedInPerson) return;
  const notice: Notice = { kind: 'brought_lead_converted', name: lead.name, place: lead.place };
  await say(tx, { person: lead.person }, notice, `${id}:bringer`);
}

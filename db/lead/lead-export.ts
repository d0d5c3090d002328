import type { Id } from '../../domain/id.ts';
import type { LeadSource, LeadStatus } from '../../domain/lead.ts';
import type { Money } from '../../domain/money.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Database } from '../database.ts';
import { type Fragment, fragment, runFragment } from '../fragment.ts';
import { type LeadChoice, leadsChosen } from './lead-choice.ts';
import type { LeadSort } from './lead-list.ts';
import type { LeadVision } from './lead-reads.ts';
import { atMost, inOrder } from './lead-walk.ts';

/** A lead as a row of a file; moments as `2026-11-22 14:05` in the ISP's zone. */
export interface ExportedLead {
  id: Id<'lead'>;
  name: string | null;
  phone: Phone;
  source: LeadSource;
  status: LeadStatus;
  package: string | null;
  currentIsp: string | null;
  notes: string | null;
  broughtInBy: string | null;
  broughtInByContact: string | null;
  agreedInstallationFee: Money | null;
  agreedMonthlySubscription: Money | null;
  total: Money | null;
  customerHasRouter: boolean | null;
  routerType: string | null;
  followUpDate: string | null;
  unitNumber: string | null;
  location: string | null;
  assignedTo: string | null;
  createdAt: string;
  convertedAt: string | null;
}

const rowsAtOnce = 500;

/**
 * Every lead of the choice as it is at one moment, read while it is taken: whoever stops early, or never takes more, gives
 * the connection back. The rows stand in PostgreSQL and not here, so that a million need no more memory than a page.
 */
export async function* exportLeads(
  db: Database,
  vision: LeadVision,
  choice: LeadChoice,
  sort: LeadSort,
): AsyncGenerator<ExportedLead> {
  // Nothing is read ahead of whoever takes it.
  const { readable, writable } = new TransformStream<readonly ExportedLead[]>(
    undefined,
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
  const reading = readAll(db, exportQuery(vision, choice, sort), writable.getWriter());
  try {
    for await (const rows of readable) yield* rows;
  } finally {
    // The connection is back in the pool when this returns.
    await reading;
  }
}

type Writer = WritableStreamDefaultWriter<readonly ExportedLead[]>;

/** Never rejects: what goes wrong reaches the reader through the stream. */
async function readAll(db: Database, query: Fragment, writer: Writer): Promise<void> {
  try {
    await db.sql.begin('read only', async (sql) => {
      // A cursor sees one moment, however long it is read. Sorting a million leads takes longer than a page may; and who
      // takes nothing for five minutes has gone away.
      await sql`set local statement_timeout = '10min'`;
      await sql`set local idle_in_transaction_session_timeout = '5min'`;
      await runFragment({ sql }, fragment`declare exported no scroll cursor for ${query}`);
      const fetch = fragment`fetch ${atMost(rowsAtOnce)} from exported`;
      for (;;) {
        const rows = await runFragment<ExportedLead>({ sql }, fetch);
        if (rows.length === 0) return;
        await writer.write(rows);
      }
    });
    await writer.close();
  } catch (error) {
    // Where the reader left, the stream has ended already, and this says nothing to nobody.
    await writer.abort(error);
  }
}

const moment = (at: Fragment): Fragment =>
  fragment`to_char(${at} at time zone (select time_zone from settings), 'YYYY-MM-DD HH24:MI')`;

const exportQuery = (vision: LeadVision, choice: LeadChoice, sort: LeadSort): Fragment => fragment`
  select l.id, l.name, l.phone, l.source, l.status, p.name as package, l.current_isp, l.notes, l.brought_in_by,
    l.brought_in_by_contact, trim_scale(l.agreed_installation_fee) as agreed_installation_fee,
    trim_scale(l.agreed_monthly_subscription) as agreed_monthly_subscription,
    trim_scale(coalesce(l.agreed_installation_fee + l.agreed_monthly_subscription, l.agreed_installation_fee,
      l.agreed_monthly_subscription)) as total,
    l.customer_has_router, l.router_type, l.follow_up_date::text, l.unit_number, l.location, a.name as assigned_to,
    ${moment(fragment`l.created_at`)} as created_at, ${moment(fragment`l.converted_at`)} as converted_at
  from leads l left join packages p on p.id = l.package_id left join people a on a.id = l.assigned_to
  where ${leadsChosen(vision, choice)} order by ${orderOf(sort)}`;

/** The newest first is what most ask for, and an index has it ready, where `nulls last` would sort a million rows first. */
function orderOf(sort: LeadSort): Fragment {
  if (sort.by !== 'createdAt') return inOrder(sort);
  return sort.descending ? fragment`l.created_at desc, l.id desc` : fragment`l.created_at, l.id`;
}

import { daysLater } from '../domain/calendar.ts';
import type { ConversionErrorCode, ConversionState } from '../domain/conversion.ts';
import type { Id } from '../domain/id.ts';
import type { LeadStatus } from '../domain/lead.ts';
import type { Phone } from '../domain/phone.ts';
import type { Database } from './database.ts';
import { type Fragment, fragment, runFragment } from './fragment.ts';

/** A lead that waits for somebody. */
export interface WaitingLead {
  id: Id<'lead'>;
  name: string | null;
  phone: Phone;
  location: string | null;
  unitNumber: string | null;
  status: LeadStatus;
  followUpDate: string | null;
  surveyOn: string | null;
  surveyBy: string | null;
  assignedTo: string | null;
  createdAt: Date;
}

/** A conversion that came to no good end, or to none that is known. */
export interface TroubledConversion {
  id: Id<'conversion'>;
  lead: Id<'lead'>;
  name: string | null;
  state: ConversionState;
  username: string;
  router: string;
  errorCode: ConversionErrorCode | null;
  errorMessage: string | null;
  createdAt: Date;
}

/** The first of what waits, and how much it is: exact up to `mostCounted`. */
export interface Part<Row> {
  rows: readonly Row[];
  count: number;
  countIsExact: boolean;
}

/** Whose work is shown: one person's, or everybody's. `own`: they see no lead but those assigned to them. */
export type Whose = { person: Id<'user'>; sees: 'all' | 'own' } | 'everybody';

/** So many of each are shown; the list of leads shows the others. */
const mostShown = 8;
/** Nobody counts further by eye. */
const mostCounted = 1000;
/** A failure that nobody took up for so many days is history, not work. */
const troubleDays = 30;

/** Follow-ups that are due on `today`, or were before; a person's own and those of leads that are nobody's. */
export function readFollowUps(db: Database, whose: Whose, today: string): Promise<Part<WaitingLead>> {
  const due = fragment`l.archived_at is null and l.follow_up_date <= ${today}::date`;
  const walk = (whom: Fragment, limit: Fragment) => fragment`
    (select l.id, l.follow_up_date as key from leads l where ${whom} and ${due}
     order by l.follow_up_date, l.id limit ${limit})`;
  if (whose === 'everybody') return readLeads(db, (limit) => walk(fragment`true`, limit));
  const own = fragment`l.assigned_to = ${whose.person}`;
  if (whose.sees === 'own') return readLeads(db, (limit) => walk(own, limit));
  // Two walks along an index. With an `or` it would be one walk past the leads of all others.
  return readLeads(
    db,
    (limit) => fragment`
      select id, key from (
        ${walk(own, limit)} union all ${walk(fragment`l.assigned_to is null`, limit)}) due
      order by key, id limit ${limit}`,
  );
}

/** Site surveys of this week, and those before that nobody has moved on since. */
export function readSurveys(db: Database, whose: Whose, today: string): Promise<Part<WaitingLead>> {
  return readLeads(
    db,
    (limit) => fragment`
      select l.id, l.survey_on as key from leads l
      where l.status = 'Site Survey Scheduled' and l.survey_on <= ${daysLater(today, 6)}::date
        and l.archived_at is null and ${goesTo(whose)}
      order by l.survey_on, l.id limit ${limit}`,
  );
}

function goesTo(whose: Whose): Fragment {
  if (whose === 'everybody') return fragment`true`;
  const mine = fragment`coalesce(l.survey_by, l.assigned_to) = ${whose.person}`;
  return whose.sees === 'own' ? fragment`${mine} and l.assigned_to = ${whose.person}` : mine;
}

/** New leads that are nobody's, the one that waits longest first. */
export function readUnclaimed(db: Database): Promise<Part<WaitingLead>> {
  return readLeads(
    db,
    (limit) => fragment`
      select l.id, l.created_at as key from leads l
      where l.status = 'New' and l.assigned_to is null and l.archived_at is null
      order by l.created_at, l.id limit ${limit}`,
  );
}

/** The open leads of one person, the newest first. */
export function readAssigned(db: Database, person: Id<'user'>): Promise<Part<WaitingLead>> {
  return readLeads(
    db,
    (limit) => fragment`
      select l.id, -extract(epoch from l.created_at) as key from leads l
      where l.assigned_to = ${person} and l.archived_at is null
        and l.status not in ('Converted', 'Not Interested')
      order by l.created_at desc, l.id desc limit ${limit}`,
  );
}

async function readLeads(db: Database, keyed: (limit: Fragment) => Fragment): Promise<Part<WaitingLead>> {
  const rows = await runFragment<WaitingLead>(
    db,
    fragment`
      select l.id, l.name, l.phone, l.location, l.unit_number, l.status, l.follow_up_date::text, l.survey_on::text,
        l.created_at, survey.name as survey_by, assigned.name as assigned_to
      from (${keyed(atMost(mostShown + 1))}) waiting join leads l on l.id = waiting.id
        left join people assigned on assigned.id = l.assigned_to left join people survey on survey.id = l.survey_by
      order by waiting.key, l.id`,
  );
  return partOf(db, rows, keyed);
}

/** Failed, or not known, and neither tried again nor made good since: of one person's leads or wishes, or everybody's. */
export async function readTroubledConversions(db: Database, whose: Whose): Promise<Part<TroubledConversion>> {
  const mine =
    whose === 'everybody'
      ? fragment`true`
      : fragment`(c.requested_by = ${whose.person} or l.assigned_to = ${whose.person})`;
  const troubled = (limit: Fragment) => fragment`
    select c.id, c.lead_id as lead, l.name, c.state, c.username, r.name as router, c.error_code, c.error_message,
      c.created_at
    from conversions c join leads l on l.id = c.lead_id join routers r on r.id = c.router_id
    where (c.state = 'uncertain' or c.state = 'failed' and c.finished_at > now() - make_interval(days => ${troubleDays}))
      and l.archived_at is null and ${mine}
      and not exists (select from mikrotik_users u where u.lead_id = l.id and u.removed_at is null)
      and not exists (select from conversions later where later.lead_id = l.id and later.created_at > c.created_at)
    order by c.created_at desc limit ${limit}`;
  const rows = await runFragment<TroubledConversion>(db, troubled(atMost(mostShown + 1)));
  return partOf(db, rows, troubled);
}

async function partOf<Row>(
  db: Database,
  rows: readonly Row[],
  all: (limit: Fragment) => Fragment,
): Promise<Part<Row>> {
  if (rows.length <= mostShown) return { rows, count: rows.length, countIsExact: true };
  const [counted] = await runFragment<{ count: number }>(
    db,
    fragment`select count(*) from (${all(atMost(mostCounted + 1))}) counted`,
  );
  const count = counted?.count ?? rows.length;
  return {
    rows: rows.slice(0, mostShown),
    count: Math.min(count, mostCounted),
    countIsExact: count <= mostCounted,
  };
}

/** Written into the text: of a limit that it does not know, the planner thinks the worst. */
const atMost = (rows: number): Fragment => ({ parts: [String(rows)] });

import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { LeadSource, LeadStatus } from '../../domain/lead.ts';
import type { Money } from '../../domain/money.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Database, Transaction } from '../database.ts';
import { type Fragment, fragment, runFragment } from '../fragment.ts';

/** A lead with everything that a page or the API shows of it. */
export interface LeadRecord {
  id: Id<'lead'>;
  name: string | null;
  phone: Phone;
  phoneAttested: boolean;
  source: LeadSource;
  channel: Channel | null;
  unitNumber: string | null;
  location: string | null;
  package: { id: Id<'package'>; name: string } | null;
  currentIsp: string | null;
  notes: string | null;
  status: LeadStatus;
  broughtInBy: string | null;
  broughtInByContact: string | null;
  broughtInByPersonId: Id<'user'> | null;
  agreedInstallationFee: Money | null;
  agreedMonthlySubscription: Money | null;
  customerHasRouter: boolean | null;
  routerType: string | null;
  assignedTo: { id: Id<'user'>; name: string } | null;
  followUpDate: string | null;
  surveyOn: string | null;
  surveyBy: { id: Id<'user'>; name: string } | null;
  /** The lead that this one became part of. */
  mergedInto: Id<'lead'> | null;
  importId: Id<'import'> | null;
  mikrotikUser: {
    id: Id<'mikrotik_user'>;
    username: string;
    router: { id: Id<'router'>; name: string };
  } | null;
  statusHistory: { status: LeadStatus; changedBy: Id<'user'> | null; changedAt: string }[];
  /** A conversion of it is requested, working, waiting or uncertain (law 6). */
  isConverting: boolean;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Everything of `leads l`, its neighbours as JSON: one round trip for a page, no query per row. */
export const leadSelect = fragment`
  select l.id, l.name, l.phone, l.phone_attested, l.source, l.channel, l.unit_number, l.location, l.current_isp,
    l.notes, l.status, l.brought_in_by, l.brought_in_by_contact, l.brought_in_by_person_id, l.agreed_installation_fee,
    l.agreed_monthly_subscription, l.customer_has_router, l.router_type, l.follow_up_date::text, l.survey_on::text,
    l.merged_into, l.import_id, l.archived_at, l.created_at, l.updated_at,
    case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as package,
    case when a.id is not null then jsonb_build_object('id', a.id, 'name', a.name) end as assigned_to,
    (select jsonb_build_object('id', s.id, 'name', s.name) from people s where s.id = l.survey_by) as survey_by,
    (select jsonb_build_object('id', u.id, 'username', u.username,
        'router', jsonb_build_object('id', r.id, 'name', r.name))
      from mikrotik_users u join routers r on r.id = u.router_id
      where u.lead_id = l.id and u.removed_at is null) as mikrotik_user,
    (select coalesce(jsonb_agg(jsonb_build_object('status', e.details ->> 'to', 'changedBy', e.by_person_id,
        'changedAt', to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by e.id), '[]')
      from lead_events e where e.lead_id = l.id and e.kind = 'status') as status_history,
    exists (select from conversions c where c.lead_id = l.id
      and c.state in ('requested', 'working', 'waiting', 'uncertain')) as is_converting
  from leads l left join packages p on p.id = l.package_id left join people a on a.id = l.assigned_to`;

/** Which leads the asker may look at; see `scopeOfLeads`. */
export type LeadVision = { sees: 'all' } | { sees: 'assigned' | 'own'; person: Id<'user'> };

export function visibleLeads(vision: LeadVision): Fragment {
  if (vision.sees === 'all') return fragment`true`;
  if (vision.sees === 'assigned') return fragment`l.assigned_to = ${vision.person}`;
  return fragment`l.brought_in_by_person_id = ${vision.person}`;
}

export async function findLead(
  at: Database | Transaction,
  id: Id<'lead'>,
  vision: LeadVision = { sees: 'all' },
  archived: 'hidden' | 'shown' = 'hidden',
): Promise<LeadRecord | null> {
  const wanted = archived === 'shown' ? fragment`true` : fragment`l.archived_at is null`;
  const [lead] = await runFragment<LeadRecord>(
    at,
    fragment`${leadSelect} where l.id = ${id} and ${visibleLeads(vision)} and ${wanted}`,
  );
  return lead ?? null;
}

/** One entry of a lead's timeline, with the name of who did it. */
export interface TimelineEntry {
  id: number;
  kind: string;
  details: Record<string, unknown>;
  by: string | null;
  at: Date;
}

/** Newest first, with what happened to the leads that became part of this one. */
export async function readTimeline(at: Database, lead: Id<'lead'>, limit = 200): Promise<TimelineEntry[]> {
  return at.sql<TimelineEntry[]>`
    select e.id, e.kind, e.details, p.name as by, e.at
    from lead_events e left join people p on p.id = e.by_person_id
    -- That they became one stands in the history of both.
    where e.lead_id = ${lead} or e.kind not in ('merged', 'unmerged')
      and e.lead_id in (select id from leads where merged_into = ${lead})
    order by e.id desc limit ${limit}`;
}

import type { Id } from '../../domain/id.ts';
import type { Database, Transaction } from '../database.ts';
import { type Fragment, fragment, runFragment } from '../fragment.ts';
import { type LeadVision, visibleLeads } from './lead-reads.ts';

/** `2025-09-18T10:00:00.000Z`, as JavaScript writes it. */
export const isoMoment = (moment: Fragment): Fragment =>
  fragment`to_char(${moment} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const reference = (row: Fragment): Fragment =>
  fragment`case when ${row}.id is not null then json_build_object('_id', ${row}.id, 'name', ${row}.name) end`;

/** Lead, package and assignee: what the JSON of a lead reads. */
const besides = fragment`left join packages p on p.id = l.package_id left join people a on a.id = l.assigned_to`;
const leadTables = fragment`leads l ${besides}`;

/**
 * The JSON of `leads l`. PostgreSQL writes it, because it does so in a quarter of the time that this process needs to read
 * fifty leads of thirty columns and write them again, and because then nothing stands between the row and the reader.
 * The order of the columns is the order of the keys; `admin/api/lead-json.ts` describes them.
 */
const jsonOf = (events: Fragment): Fragment => fragment`(
  select row_to_json(shape)::text from (
    select l.id as "_id", l.name as "name", l.phone as "phoneNumber", l.source as "leadSource",
      l.unit_number as "unitNumber", l.location as "location", ${reference(fragment`p`)} as "desiredPackage",
      l.current_isp as "currentIsp", l.notes as "notes", l.status as "status",
      l.brought_in_by as "broughtInBy", l.brought_in_by_contact as "broughtInByContact",
      trim_scale(l.agreed_installation_fee) as "agreedInstallationFee",
      trim_scale(l.agreed_monthly_subscription) as "agreedMonthlySubscription",
      trim_scale(coalesce(l.agreed_installation_fee + l.agreed_monthly_subscription, l.agreed_installation_fee,
        l.agreed_monthly_subscription)) as "totalAmount",
      l.customer_has_router as "customerHasRouter", l.router_type as "routerType",
      ${reference(fragment`a`)} as "assignedTo",
      to_char(l.follow_up_date, 'YYYY-MM-DD"T00:00:00Z"') as "followUpDate",
      (select coalesce(json_agg(json_build_object('status', e.details ->> 'to', 'changedBy', e.by_person_id,
          'changedAt', ${isoMoment(fragment`e.at`)}) order by e.id), '[]')
        from ${events} e where e.lead_id = l.id and e.kind = 'status') as "statusHistory",
      l.status = 'Converted' as "isConverted",
      (select json_build_object('_id', u.id, 'username', u.username,
          'router', json_build_object('_id', r.id, 'name', r.name))
        from mikrotik_users u join routers r on r.id = u.router_id
        where u.lead_id = l.id and u.removed_at is null) as "mikrotikUser",
      ${isoMoment(fragment`l.created_at`)} as "createdAt", ${isoMoment(fragment`l.updated_at`)} as "updatedAt"
  ) shape)`;

const leadAsJson = jsonOf(fragment`lead_events`);

/** Within the statement that makes a lead: what it writes stands in no table yet, but in its own `made` and `told`. */
export const madeLeadAsJson = fragment`select ${jsonOf(fragment`told`)} from made l ${besides}`;

/** Null when there is no such lead, or it is not for the asker to see. */
export async function readLeadAsJson(
  at: Database | Transaction,
  id: Id<'lead'>,
  vision: LeadVision = { sees: 'all' },
  archived: 'hidden' | 'shown' = 'hidden',
): Promise<string | null> {
  const wanted = archived === 'shown' ? fragment`true` : fragment`l.archived_at is null`;
  const [lead] = await runFragment<{ json: string }>(
    at,
    fragment`
      select ${leadAsJson} as json from ${leadTables}
      where l.id = ${id} and ${visibleLeads(vision)} and ${wanted}`,
  );
  return lead?.json ?? null;
}

/** These leads in this order, as an array of JSON. One text, because a row for each costs the reader as much as its JSON. */
export async function readLeadsAsJson(
  at: Database | Transaction,
  ids: readonly Id<'lead'>[],
): Promise<string> {
  const [page] = await runFragment<{ json: string }>(
    at,
    fragment`
      select '[' || coalesce(string_agg(${leadAsJson}, ',' order by page.place), '') || ']' as json
      from ${leadTables} join unnest(${ids}::text[]) with ordinality page(id, place) on page.id = l.id`,
  );
  if (!page) throw new Error('An aggregate always gives a row.');
  return page.json;
}

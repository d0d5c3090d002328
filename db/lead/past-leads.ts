import { type Id, newId } from '../../domain/id.ts';
import type { LeadStatus } from '../../domain/lead.ts';
import { commit, type Database } from '../database.ts';
import type { NewLead } from './leads.ts';

/** A lead with its past, from another system or a generator. */
export interface PastLead extends NewLead {
  createdAt: Date;
  /** Where it came in, for its timeline; by an import when absent. */
  door?: string;
  /** Its statuses after New, oldest first. */
  moves: { to: LeadStatus; by: Id<'user'> | null; at: Date }[];
  survey?: { on: string; by: Id<'user'> };
}

const batchSize = 500;

/** Writes leads with their history, many rows a statement; a phone that is known already is left alone. Returns how many were new. */
export async function writePastLeads(db: Database, leads: readonly PastLead[]): Promise<number> {
  let written = 0;
  for (let start = 0; start < leads.length; start += batchSize) {
    written += await importBatch(db, leads.slice(start, start + batchSize));
  }
  return written;
}

async function importBatch(db: Database, batch: readonly PastLead[]): Promise<number> {
  const leads = batch.map((lead) => ({ ...lead, id: newId('lead') }));
  return commit(db, async (tx) => {
    const inserted = await tx.sql<{ id: string }[]>`
      insert into leads ${tx.sql(leads.map(rowOf))} on conflict (phone) where archived_at is null do nothing
      returning id`;
    const isNew = new Set(inserted.map((row) => row.id));
    const events = leads.filter((lead) => isNew.has(lead.id)).flatMap(eventsOf);
    for (let start = 0; start < events.length; start += batchSize) {
      const rows = events.slice(start, start + batchSize);
      await tx.sql`insert into lead_events ${tx.sql(rows.map((row) => ({ ...row, details: tx.sql.json(row.details) })))}`;
    }
    return isNew.size;
  });
}

type Identified = PastLead & { id: Id<'lead'> };

// Every row of one statement names the same columns.
function rowOf(lead: Identified) {
  const last = lead.moves.at(-1);
  const status = last?.to ?? 'New';
  return {
    id: lead.id,
    name: lead.name ?? null,
    phone: lead.phone,
    phoneAttested: lead.phoneAttested ?? false,
    source: lead.source,
    channel: lead.channel ?? null,
    unitNumber: lead.unitNumber ?? null,
    location: lead.location ?? null,
    packageId: lead.packageId ?? null,
    currentIsp: lead.currentIsp ?? null,
    notes: lead.notes ?? null,
    status,
    broughtInBy: lead.broughtInBy ?? null,
    broughtInByContact: lead.broughtInByContact ?? null,
    broughtInByPersonId: lead.broughtInByPersonId ?? null,
    agreedInstallationFee: lead.agreedInstallationFee ?? null,
    agreedMonthlySubscription: lead.agreedMonthlySubscription ?? null,
    customerHasRouter: lead.customerHasRouter ?? null,
    routerType: lead.routerType ?? null,
    assignedTo: lead.assignedTo ?? null,
    followUpDate: lead.followUpDate ?? null,
    surveyOn: lead.survey?.on ?? null,
    surveyBy: lead.survey?.by ?? null,
    firstReplyAt: lead.moves.find((move) => move.by)?.at ?? null,
    convertedAt: status === 'Converted' ? (last?.at ?? lead.createdAt) : null,
    createdAt: lead.createdAt,
    updatedAt: last?.at ?? lead.createdAt,
  };
}

function eventsOf(lead: Identified) {
  const { id: leadId } = lead;
  const statuses = ['New' as const, ...lead.moves.map((move) => move.to)];
  const moves = lead.moves.map((move, index) => ({
    leadId,
    kind: 'status',
    byPersonId: move.by,
    details: { from: statuses[index] ?? null, to: move.to },
    at: move.at,
  }));
  const born = { leadId, byPersonId: null, at: lead.createdAt };
  return [
    { ...born, kind: 'created', details: { door: lead.door ?? 'import' } },
    { ...born, kind: 'status', details: { from: null, to: 'New' } },
    ...moves,
  ];
}

import { Hono } from 'hono';
import { archiveLead, restoreLead } from '../../db/lead/lead-archive.ts';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import { allow } from '../auth/gate.ts';
import { ArchiveForm } from '../components/lead/lead-archive.tsx';
import { callLead, leadTitle } from '../components/lead/status.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { finishSheet, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { refusalWords } from '../lead-words.ts';
import { say } from '../said.ts';
import { byOf } from '../viewer.ts';
import { withLead, withLeadOrArchived } from '../visible-lead.ts';
import { showLead } from './lead.tsx';

/** Out of the lists, and back. */
export function leadArchivePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayArchive = allow('archiveLead');
  return new Hono<DeskEnv>()
    .get('/leads/:id/archive', mayArchive, by(withLead(askToArchive)))
    .post('/leads/:id/archive', mayArchive, by(withLeadOrArchived(archive)))
    .post('/leads/:id/restoration', mayArchive, by(withLeadOrArchived(restore)));
}

const askToArchive = (_: Desk, c: DeskContext, lead: LeadRecord) =>
  showSheet(
    c,
    { title: `Archive ${leadTitle(lead)}?`, at: 'leads', back: `/leads/${lead.id}` },
    <ArchiveForm lead={lead} />,
  );

async function archive({ db }: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const result = await archiveLead(db, lead.id, byOf(c.var.viewer));
  const words = result === 'ok' ? `${callLead(lead)} is archived.` : refusalWords(result.refused);
  return finishSheet(c, `/leads/${lead.id}`, words);
}

async function restore(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const result = await restoreLead(desk.db, lead.id, byOf(c.var.viewer));
  if (result === 'ok') {
    say(c, `${callLead(lead)} is back in the lists.`);
    return c.redirect(`/leads/${lead.id}`, 303);
  }
  if (result.refused === 'not_found') return showRefusal(c, 'missing');
  // The page itself tells what is in the way, and leads there.
  return showLead(desk, c, lead, 409);
}

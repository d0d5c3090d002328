import { Hono } from 'hono';
import type { LeadChoice } from '../../db/lead/lead-choice.ts';
import { type ExportedLead, exportLeads } from '../../db/lead/lead-export.ts';
import { showSource } from '../../domain/lead.ts';
import { allow } from '../auth/gate.ts';
import { showRefusal } from '../components/refusal.tsx';
import { todayIn } from '../components/time.tsx';
import { answerCsv, type Cell } from '../csv.ts';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
import { readTicked } from '../lead-choice.ts';
import { filterOfView, type LeadView, pathOfView, readView } from '../lead-view.ts';
import { say } from '../said.ts';
import { visionOf } from '../viewer.ts';

/** Each holds a connection for as long as its reader takes; the others are for the pages. */
const mostAtOnce = 3;

/** Leads as a file: what a view shows, or what was ticked in it. */
export function leadExportPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayExport = allow('exportLeads');
  const turns = { taken: 0 };
  return new Hono<DeskEnv>()
    .get('/leads/export.csv', mayExport, by(exportView(turns)))
    .post('/leads/export.csv', mayExport, by(exportTicked(turns)));
}

interface Turns {
  taken: number;
}

const exportView =
  (turns: Turns): Handler =>
  (desk, c) => {
    const view = readView(new URL(c.req.url).searchParams);
    const filter = filterOfView(view, c.var.viewer.person.id, c.var.settings.country);
    return answer(desk, c, turns, { choice: { filter }, view });
  };

const exportTicked =
  (turns: Turns): Handler =>
  async (desk, c) => {
    const form = new URLSearchParams(await c.req.text());
    const ticked = readTicked(c, form);
    if (ticked) return answer(desk, c, turns, ticked);
    return goBack(c, readView(new URLSearchParams(form.get('view') ?? '')), 'Tick some leads first.');
  };

function goBack(c: DeskContext, view: LeadView, words: string): Response {
  say(c, words);
  return c.redirect(pathOfView(view), 303);
}

function answer(
  { db, log }: Desk,
  c: DeskContext,
  turns: Turns,
  { choice, view }: { choice: LeadChoice; view: LeadView },
) {
  const vision = visionOf(c.var.viewer);
  if (!vision) return showRefusal(c, 'forbidden');
  if (turns.taken >= mostAtOnce)
    return goBack(c, view, 'Others are exporting just now. Try again when they are done.');
  const file = {
    name: `leads-${todayIn(c.var.settings.timeZone)}.csv`,
    columns: columns.map(([name]) => name),
    rows: inTurn(turns, exportLeads(db, vision, choice, view.sort)),
  };
  return answerCsv(file, log);
}

async function* inTurn(turns: Turns, leads: AsyncIterable<ExportedLead>): AsyncGenerator<readonly Cell[]> {
  turns.taken += 1;
  try {
    for await (const lead of leads) yield columns.map(([, cellOf]) => cellOf(lead));
  } finally {
    turns.taken -= 1;
  }
}

/** Headed so that our own import knows each of them again; the total is for people. */
const columns: readonly (readonly [name: string, cellOf: (lead: ExportedLead) => Cell])[] = [
  ['Name', (lead) => lead.name],
  ['Phone', (lead) => lead.phone],
  ['Source', (lead) => showSource(lead.source)],
  ['Status', (lead) => lead.status],
  ['Desired package', (lead) => lead.package],
  ['Current ISP', (lead) => lead.currentIsp],
  ['Reason', (lead) => lead.notes],
  ['Brought in by', (lead) => lead.broughtInBy],
  ['Brought in by contact', (lead) => lead.broughtInByContact],
  ['Installation fee', (lead) => lead.agreedInstallationFee],
  ['Monthly subscription', (lead) => lead.agreedMonthlySubscription],
  ['Total', (lead) => lead.total],
  ['Has router', (lead) => lead.customerHasRouter],
  ['Router type', (lead) => lead.routerType],
  ['Follow-up date', (lead) => lead.followUpDate],
  ['Unit', (lead) => lead.unitNumber],
  ['Location', (lead) => lead.location],
  ['Assigned to', (lead) => lead.assignedTo],
  ['Created', (lead) => lead.createdAt],
  ['Converted', (lead) => lead.convertedAt],
];

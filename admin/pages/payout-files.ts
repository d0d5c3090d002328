import { Hono } from 'hono';
import { type PaidLead, readDuePayout, readPaidLeads, readPayouts } from '../../db/reports/payouts.ts';
import { readReport, type TooSlow } from '../../db/reports/report.ts';
import { allow } from '../auth/gate.ts';
import { showRefusal } from '../components/refusal.tsx';
import { agentKindWords } from '../components/reports/report-agents.tsx';
import { tooSlow } from '../components/reports/report-frame.tsx';
import { todayIn } from '../components/time.tsx';
import { answerCsv } from '../csv.ts';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { idIn, periodOfPayouts } from './payouts.tsx';
import { oneByOne } from './reports.tsx';

/** The payouts as files: what is due to whom, and the leads behind one line. */
export function payoutFiles(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayPay = allow('payAgents');
  return new Hono<DeskEnv>()
    .get('/reports/payouts.csv', mayPay, by(filePayouts))
    .get('/reports/payouts/:agent/leads.csv', mayPay, by(fileDueLeads))
    .get('/reports/payouts/made/:payout/leads.csv', mayPay, by(filePaidLeads));
}

async function filePayouts({ db, log }: Desk, c: DeskContext): Promise<Response> {
  const asked = periodOfPayouts(c);
  const found = await readReport(db, asked, readPayouts(asked));
  if ('refused' in found) return c.text(tooSlow, 503);
  const rows = found.due.map(({ name, phone, agentKind, leads, amountPerLead, amount }) => [
    name,
    phone,
    agentKindWords[agentKind],
    leads,
    amountPerLead,
    amount,
  ]);
  const columns = ['Name', 'Phone', 'Kind', 'Leads', 'Amount per lead', 'Amount'];
  return answerCsv({ name: 'payouts.csv', columns, rows: oneByOne(rows) }, log);
}

async function fileDueLeads({ db, log }: Desk, c: DeskContext): Promise<Response> {
  const agent = idIn(c, 'agent', 'user');
  if (!agent) return showRefusal(c, 'missing');
  const asked = periodOfPayouts(c);
  return fileLeads(c, log, await readReport(db, asked, readDuePayout(agent, asked)));
}

async function filePaidLeads({ db, log }: Desk, c: DeskContext): Promise<Response> {
  const payout = idIn(c, 'payout', 'payout');
  if (!payout) return showRefusal(c, 'missing');
  return fileLeads(c, log, await readReport(db, periodOfPayouts(c), readPaidLeads(payout)));
}

function fileLeads(
  c: DeskContext,
  log: Desk['log'],
  found: { leads: readonly PaidLead[] } | TooSlow,
): Response {
  if ('refused' in found) return c.text(tooSlow, 503);
  const { timeZone } = c.var.settings;
  const rows = found.leads.map(({ name, phone, location, convertedAt }) => [
    name,
    phone,
    location,
    convertedAt && todayIn(timeZone, convertedAt),
  ]);
  const columns = ['Name', 'Phone', 'Location', 'Converted on'];
  return answerCsv({ name: 'payout-leads.csv', columns, rows: oneByOne(rows) }, log);
}

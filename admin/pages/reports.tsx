import { Hono } from 'hono';
import { readReport } from '../../db/reports/report.ts';
import { allow } from '../auth/gate.ts';
import { agentsReport } from '../components/reports/report-agents.tsx';
import { type Report, ReportFrame, TooSlowTrouble, tooSlow } from '../components/reports/report-frame.tsx';
import { repliesReport } from '../components/reports/report-replies.tsx';
import { sourcesReport } from '../components/reports/report-sources.tsx';
import { statusesReport } from '../components/reports/report-statuses.tsx';
import { showPage } from '../components/show.tsx';
import { todayIn } from '../components/time.tsx';
import { answerCsv, type Cell } from '../csv.ts';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
import { type AskedPeriod, readPeriod } from '../report-period.ts';

/** How sources, agents, statuses and replies compare in a period. Nobody's phone is in them. */
export function reportPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const maySee = allow('seeReports');
  return new Hono<DeskEnv>()
    .get('/reports', maySee, by(showing(sourcesReport)))
    .get('/reports/sources.csv', maySee, by(filing(sourcesReport)))
    .get('/reports/agents', maySee, by(showing(agentsReport)))
    .get('/reports/agents.csv', maySee, by(filing(agentsReport)))
    .get('/reports/statuses', maySee, by(showing(statusesReport)))
    .get('/reports/statuses.csv', maySee, by(filing(statusesReport)))
    .get('/reports/replies', maySee, by(showing(repliesReport)))
    .get('/reports/replies.csv', maySee, by(filing(repliesReport)));
}

const periodOf = (c: DeskContext): AskedPeriod =>
  readPeriod(c.req.query(), todayIn(c.var.settings.timeZone), 'last-12-months');

const showing =
  <Found extends object>({ at, read, Body }: Report<Found>): Handler =>
  async ({ db }, c) => {
    const asked = periodOf(c);
    const found = await readReport(db, asked, read);
    const isTooSlow = 'refused' in found;
    return showPage(
      c,
      { title: 'Reports', at: 'reports', status: isTooSlow ? 503 : 200 },
      <ReportFrame at={at} viewer={c.var.viewer} asked={asked}>
        {isTooSlow ? <TooSlowTrouble /> : <Body found={found} />}
      </ReportFrame>,
    );
  };

const filing =
  <Found extends object>({ at, read, columns, rows }: Report<Found>): Handler =>
  async ({ db, log }, c) => {
    const found = await readReport(db, periodOf(c), read);
    if ('refused' in found) return c.text(tooSlow, 503);
    return answerCsv({ name: `${at}.csv`, columns, rows: oneByOne(rows(found)) }, log);
  };

/** A report is in memory already; a file is written row by row. */
export async function* oneByOne(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly Cell[]> {
  yield* rows;
}

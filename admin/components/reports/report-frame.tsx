import type { Child } from 'hono/jsx';
import type { Asked } from '../../../db/reports/report.ts';
import type { Verb } from '../../../domain/permissions.ts';
import type { Cell } from '../../csv.ts';
import type { SignedIn } from '../../desk.ts';
import type { AskedPeriod } from '../../report-period.ts';
import { viewerMay } from '../../viewer.ts';
import { Icon } from '../icon.tsx';
import { PeriodChoice } from './report-period.tsx';

const tabs = [
  { at: 'sources', path: '/reports', name: 'Sources', needs: 'seeReports' },
  { at: 'agents', path: '/reports/agents', name: 'Agents', needs: 'seeReports' },
  { at: 'statuses', path: '/reports/statuses', name: 'Statuses', needs: 'seeReports' },
  { at: 'replies', path: '/reports/replies', name: 'Replies', needs: 'seeReports' },
  { at: 'payouts', path: '/reports/payouts', name: 'Payouts', needs: 'payAgents' },
] as const satisfies { at: string; path: string; name: string; needs: Verb }[];
type ReportTab = (typeof tabs)[number]['at'];

/** One report: how it is read, shown, and written into a file. */
export interface Report<Found extends object> {
  at: Exclude<ReportTab, 'payouts'>;
  read: (asked: Asked) => Promise<Found>;
  Body: (props: { found: Found }) => Child;
  columns: readonly string[];
  rows: (found: Found) => readonly (readonly Cell[])[];
}

interface FrameProps {
  at: ReportTab;
  viewer: SignedIn;
  asked: AskedPeriod;
  children: Child;
}

/** What all reports have around them: their tabs, the period, and the file of what is shown. */
export const ReportFrame = ({ at, viewer, asked, children }: FrameProps) => {
  const here = tabs.find((tab) => tab.at === at);
  return (
    <>
      <header class="page-head">
        <h1>Reports</h1>
        <a class="btn" data-variant="outline" href={`/reports/${at}.csv?${asked.query}`} download>
          <Icon name="download" />
          {here?.name} as CSV
        </a>
      </header>
      <nav class="report-tabs" aria-label="Reports">
        {tabs
          .filter(({ needs }) => viewerMay(viewer, needs))
          .map((tab) => (
            <a href={`${tab.path}?${asked.query}`} aria-current={tab.at === at ? 'page' : undefined}>
              {tab.name}
            </a>
          ))}
      </nav>
      <PeriodChoice asked={asked} path={here?.path ?? '/reports'} />
      {children}
    </>
  );
};

export const tooSlow =
  'This took too long and was stopped, so that others can go on working. Choose a shorter period, or try again in a moment.';

export const TooSlowTrouble = () => (
  <p class="trouble" role="alert">
    {tooSlow}
  </p>
);

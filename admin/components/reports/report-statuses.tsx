import { readStatuses, type StatusesReport } from '../../../db/reports/statuses.ts';
import { leadStatuses } from '../../../domain/lead.ts';
import { CardTable } from '../card-table.tsx';
import { showCount } from '../count.ts';
import type { Report } from './report-frame.tsx';
import { Figure, NoFigure, NoLeadsThen, Rate, shareOf } from './report-parts.tsx';

const Body = ({ found }: { found: StatusesReport }) => {
  if (found.came === 0) return <NoLeadsThen />;
  return (
    <div class="report-pair">
      <section aria-labelledby="funnel">
        <h2 class="group" id="funnel">
          How far they got
        </h2>
        <Funnel {...found} />
        <p class="hint report-hint">
          Read from the history of the leads that came in this period, whatever they are now. Whoever got
          further counts at every step before; “skipped” are those of them who were never in this status
          itself.
        </p>
      </section>
      <section aria-labelledby="standing">
        <h2 class="group" id="standing">
          Where they stand now
        </h2>
        <Standing {...found} />
      </section>
    </div>
  );
};

const Funnel = ({ came, reached }: StatusesReport) => (
  <CardTable class="report" columns={['Got as far as', 'Leads', 'Of all', 'Skipped it']}>
    <tr>
      <th scope="row">New</th>
      <Figure label="Leads" of={came} />
      <td class="figure" data-label="Of all">
        <Rate part={came} whole={came} />
      </td>
      <td class="figure">
        <NoFigure />
      </td>
    </tr>
    {reached.map(({ step, gotHere, skipped }) => (
      <tr>
        <th scope="row">{step}</th>
        <Figure label="Leads" of={gotHere} />
        <td class="figure" data-label="Of all">
          <Rate part={gotHere} whole={came} />
        </td>
        <td class="figure" data-label="Skipped it">
          {skipped === 0 ? <NoFigure /> : showCount(skipped)}
        </td>
      </tr>
    ))}
  </CardTable>
);

const Standing = ({ came, now }: StatusesReport) => {
  const counts = new Map(now.map(({ status, leads }) => [status, leads]));
  return (
    <CardTable class="report" columns={['Status', 'Leads', 'Of all']}>
      {leadStatuses.map((status) => (
        <tr>
          <th scope="row">
            <span class="status" data-status={status}>
              {status}
            </span>
          </th>
          <Figure label="Leads" of={counts.get(status) ?? 0} />
          <td class="figure" data-label="Of all">
            <Rate part={counts.get(status) ?? 0} whole={came} />
          </td>
        </tr>
      ))}
    </CardTable>
  );
};

export const statusesReport: Report<StatusesReport> = {
  at: 'statuses',
  read: readStatuses,
  Body,
  columns: ['What', 'Status', 'Leads', 'Share', 'Skipped'],
  rows: ({ came, reached, now }) => [
    ['Came', 'New', came, shareOf(came, came), null],
    ...reached.map(({ step, gotHere, skipped }) => [
      'Got as far as',
      step,
      gotHere,
      shareOf(gotHere, came),
      skipped,
    ]),
    ...now.map(({ status, leads }) => ['Stands now', status, leads, shareOf(leads, came), null]),
  ],
};

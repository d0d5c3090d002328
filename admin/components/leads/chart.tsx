import type { Dashboard } from '../../../db/reports/stats.ts';
import { assetPath } from '../../assets.ts';
import { showCount } from '../count.ts';
import { Icon } from '../icon.tsx';

/** In the head of a page that has a chart: Chart.js, and what draws charts out of tables with it. */
export const ChartScripts = () => (
  <>
    <script src={assetPath('chart.js')} defer />
    <script src={assetPath('figures.js')} type="module" />
  </>
);

const monthNames = Array.from({ length: 12 }, (_, month) => {
  const first = new Date(Date.UTC(2000, month, 1));
  const name = (length: 'short' | 'long') =>
    new Intl.DateTimeFormat('en-US', { month: length, timeZone: 'UTC' }).format(first);
  return { short: name('short'), long: name('long') };
});

const Count = ({ of }: { of: number }) => (
  <td>
    <data value={String(of)}>{showCount(of)}</data>
  </td>
);

/** The numbers stand once, in the table; the script reads the chart out of it, and so does whoever sees no chart. */
export const LeadsOverTimeChart = ({
  overTime: { year, months },
  thisMonth,
}: Pick<Dashboard, 'overTime' | 'thisMonth'>) => {
  const sum = (of: 'newLeads' | 'convertedLeads') => months.reduce((total, month) => total + month[of], 0);
  const isAhead = (month: number) => `${year}-${String(month + 1).padStart(2, '0')}-01` > thisMonth;
  return (
    <figure class="drawn-table" data-chart>
      <ul class="chart-legend" aria-hidden="true">
        <li class="chart-new">New leads</li>
        <li class="chart-converted">Converted</li>
      </ul>
      <div
        class="chart-place needs-script"
        role="img"
        aria-label={`Chart of the leads of ${year} by month; its figures are in the table below.`}
      >
        {/* The script draws on it again by itself; a morph would wipe it. */}
        <canvas id="leads-over-time" hx-morph-skip />
      </div>
      <details class="chart-table">
        <summary>
          <Icon name="chevron-right" />
          Show as a table
        </summary>
        <table class="table">
          <caption class="sr-only">Leads of {year} by month</caption>
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col">New leads</th>
              <th scope="col">Converted</th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ newLeads, convertedLeads }, month) => (
              <tr data-ahead={isAhead(month) ? 'true' : undefined}>
                <th scope="row" abbr={monthNames[month]?.short}>
                  {monthNames[month]?.long}
                </th>
                <Count of={newLeads} />
                <Count of={convertedLeads} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{year}</th>
              <Count of={sum('newLeads')} />
              <Count of={sum('convertedLeads')} />
            </tr>
          </tfoot>
        </table>
      </details>
    </figure>
  );
};

import { readSources, type SourceOutcome, type SourcesReport } from '../../../db/reports/sources.ts';
import { type LeadSource, showSource } from '../../../domain/lead.ts';
import { CardTable } from '../card-table.tsx';
import { showCount, showShare } from '../count.ts';
import type { Report } from './report-frame.tsx';
import { Few, Figure, NoFigure, NoLeadsThen, Rate, roundTo, shareOf, showDays } from './report-parts.tsx';

const Body = ({ found: { outcomes } }: { found: SourcesReport }) => {
  const bySource = outcomes.filter(({ source, month }) => source && !month);
  const all = outcomes.find(({ source, month }) => !source && !month);
  if (!all || all.leads === 0) return <NoLeadsThen />;
  return (
    <>
      <section aria-labelledby="sources-compared">
        <h2 class="group" id="sources-compared">
          Sources compared
        </h2>
        <SourcesTable outcomes={[...bySource, all]} />
      </section>
      <section aria-labelledby="cohorts">
        <h2 class="group" id="cohorts">
          By the month in which they came
        </h2>
        <p class="hint report-hint">
          A lead counts in the month it came, whenever it was converted. The youngest months have not had
          their time yet.
        </p>
        <CohortTable outcomes={outcomes} sources={bySource.flatMap(({ source }) => source ?? [])} />
      </section>
    </>
  );
};

const SourcesTable = ({ outcomes }: { outcomes: readonly SourceOutcome[] }) => (
  <CardTable class="report" columns={['Source', 'Leads', 'Converted', 'Rate', 'Median time to convert']}>
    {outcomes.map(({ source, leads, converted, medianDays }) => (
      <tr class={source ? undefined : 'sum'}>
        <th scope="row">{source ? showSource(source) : 'All sources'}</th>
        <Figure label="Leads" of={leads} />
        <Figure label="Converted" of={converted} />
        <td class="figure" data-label="Rate">
          <Rate part={converted} whole={leads} />
        </td>
        <td class="figure" data-label="Median time to convert">
          {medianDays === null ? <NoFigure /> : showDays(medianDays)}
        </td>
      </tr>
    ))}
  </CardTable>
);

const monthOf = (month: string) =>
  new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}T00:00:00Z`),
  );

interface CohortProps {
  outcomes: readonly SourceOutcome[];
  sources: readonly LeadSource[];
}

const CohortTable = ({ outcomes, sources }: CohortProps) => {
  const at = new Map(outcomes.map((outcome) => [`${outcome.month} ${outcome.source}`, outcome]));
  const months = outcomes.filter(({ source, month }) => month && !source).flatMap(({ month }) => month ?? []);
  return (
    <CardTable class="report cohorts" columns={['Month', ...sources.map(showSource), 'All sources']}>
      {months.map((month) => (
        <tr>
          <th scope="row">{monthOf(month)}</th>
          {[...sources, null].map((source) => (
            <td class="figure" data-label={source ? showSource(source) : 'All sources'}>
              <Cohort outcome={at.get(`${month} ${source}`)} />
            </td>
          ))}
        </tr>
      ))}
    </CardTable>
  );
};

const Cohort = ({ outcome }: { outcome: SourceOutcome | undefined }) =>
  outcome ? (
    <span class="cohort">
      <span class="cohort-rate">
        {showShare(outcome.converted, outcome.leads)}
        <Few of={outcome.leads} />
      </span>
      <span class="muted">
        {showCount(outcome.converted)} of {showCount(outcome.leads)}
      </span>
      {outcome.medianDays !== null && <span class="muted">{showDays(outcome.medianDays)}</span>}
    </span>
  ) : (
    <NoFigure />
  );

export const sourcesReport: Report<SourcesReport> = {
  at: 'sources',
  read: readSources,
  Body,
  columns: ['Month', 'Source', 'Leads', 'Converted', 'Rate', 'Median days to convert'],
  rows: ({ outcomes }) =>
    outcomes.map(({ month, source, leads, converted, medianDays }) => [
      month?.slice(0, 7) ?? 'All months',
      source ? showSource(source) : 'All sources',
      leads,
      converted,
      shareOf(converted, leads),
      roundTo(1, medianDays),
    ]),
};

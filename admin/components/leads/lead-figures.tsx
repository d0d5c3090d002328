import type { Dashboard, LeadsOverTime, LeadTotals } from '../../../db/reports/stats.ts';
import { showCount, showShare } from '../count.ts';
import { LeadsOverTimeChart } from './chart.tsx';

interface Props {
  dashboard: Dashboard;
  /** The page of the leads as the address bar has it: whoever chooses a year keeps the filter. */
  here: URL;
}

/** The dashboard: three cards, and the leads of a year as a chart. It follows whatever is changed in the table below. */
export const LeadFigures = ({ dashboard: { totals, overTime, thisMonth }, here }: Props) => (
  <section
    id="figures"
    class="figures"
    aria-label="Figures"
    hx-get={`/leads/figures?year=${overTime.year}`}
    hx-trigger="leadChanged from:body"
    hx-swap="outerMorph"
  >
    <Cards totals={totals} />
    {overTime.years.length > 0 && (
      <div class="card plain over-time">
        <header>
          <h2>Leads over time</h2>
          <YearChoice overTime={overTime} here={here} />
        </header>
        <LeadsOverTimeChart overTime={overTime} thisMonth={thisMonth} />
      </div>
    )}
  </section>
);

const Cards = ({ totals }: { totals: LeadTotals }) => {
  const share = showShare(totals.totalConvertedLeads, totals.totalLeads);
  return (
    <dl class="cards">
      <Card name="Total leads" count={totals.totalLeads} />
      <Card name="New leads this month" count={totals.newLeadsThisMonth} />
      <Card
        name="Total converted"
        count={totals.totalConvertedLeads}
        remark={share && `${share} of all leads`}
      />
    </dl>
  );
};

const Card = (props: { name: string; count: number; remark?: string | null }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>
      {showCount(props.count)}
      {props.remark && <span class="muted">{props.remark}</span>}
    </dd>
  </div>
);

/** Swaps the figures alone; without JavaScript it shows the page anew, with its filter. */
const YearChoice = ({ overTime: { year, years }, here }: { overTime: LeadsOverTime; here: URL }) => (
  <form
    class="year"
    method="get"
    action="/leads"
    hx-get="/leads/figures"
    hx-trigger="change, submit"
    hx-target="#figures"
    hx-swap="outerMorph"
  >
    {[...here.searchParams]
      .filter(([name]) => name !== 'year')
      .map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    <label class="sr-only" for="figures-year">
      Year
    </label>
    <select id="figures-year" class="select" name="year">
      {[...new Set([...years, year])]
        .sort((a, b) => b - a)
        .map((choice) => (
          <option value={String(choice)} selected={choice === year}>
            {choice}
          </option>
        ))}
    </select>
    <noscript>
      <button class="btn" data-variant="outline" type="submit">
        Show
      </button>
    </noscript>
  </form>
);

import { type Replies, type RepliesReport, readReplies } from '../../../db/reports/replies.ts';
import { showSource } from '../../../domain/lead.ts';
import { CardTable } from '../card-table.tsx';
import { showCount } from '../count.ts';
import type { Report } from './report-frame.tsx';
import { Figure, NoFigure, NoLeadsThen, Rate, roundTo, shareOf, showWait } from './report-parts.tsx';

const Body = ({ found: { replies } }: { found: RepliesReport }) => {
  const all = replies.find(({ source }) => source === null);
  if (!all || all.leads === 0) return <NoLeadsThen />;
  return (
    <section aria-labelledby="replies">
      <h2 class="group" id="replies">
        Time to first reply
      </h2>
      <Summary {...all} />
      <p class="hint report-hint">
        From the arrival of a lead until staff first wrote to them or moved them on from New. Leads that staff
        entered or imported waited for nobody and are left out.
      </p>
      <RepliesTable replies={[...replies.filter(({ source }) => source !== null), all]} />
    </section>
  );
};

const Summary = ({ median, ninetieth, leads, withinHour, withinDay, answered }: Replies) => (
  <dl class="cards four">
    <div>
      <dt>Half of those answered, within</dt>
      <dd>{median === null ? <NoFigure /> : showWait(median)}</dd>
    </div>
    <div>
      <dt>Nine in ten of those, within</dt>
      <dd>{ninetieth === null ? <NoFigure /> : showWait(ninetieth)}</dd>
    </div>
    <div>
      <dt>Answered within an hour</dt>
      <dd>
        <Percent part={withinHour} whole={leads} />
        <span class="muted">
          <Percent part={withinDay} whole={leads} /> within 24 hours
        </span>
      </dd>
    </div>
    <div>
      <dt>Not answered yet</dt>
      <dd>
        {showCount(leads - answered)}
        <span class="muted">of {showCount(leads)}</span>
      </dd>
    </div>
  </dl>
);

const Percent = ({ part, whole }: { part: number; whole: number }) => (
  <>{Math.round((100 * part) / whole)} %</>
);

const RepliesTable = ({ replies }: { replies: readonly Replies[] }) => (
  <CardTable
    class="report"
    columns={['Source', 'Leads', 'Median', 'Nine in ten', 'Within 1 h', 'Within 24 h', 'Not answered']}
  >
    {replies.map((of) => (
      <tr class={of.source ? undefined : 'sum'}>
        <th scope="row">{of.source ? showSource(of.source) : 'All sources'}</th>
        <Figure label="Leads" of={of.leads} />
        <Wait label="Median" seconds={of.median} />
        <Wait label="Nine in ten" seconds={of.ninetieth} />
        <td class="figure" data-label="Within 1 h">
          <Rate part={of.withinHour} whole={of.leads} />
        </td>
        <td class="figure" data-label="Within 24 h">
          <Rate part={of.withinDay} whole={of.leads} />
        </td>
        <Figure label="Not answered" of={of.leads - of.answered} />
      </tr>
    ))}
  </CardTable>
);

const Wait = ({ label, seconds }: { label: string; seconds: number | null }) => (
  <td class="figure" data-label={label}>
    {seconds === null ? <NoFigure /> : showWait(seconds)}
  </td>
);

export const repliesReport: Report<RepliesReport> = {
  at: 'replies',
  read: readReplies,
  Body,
  columns: [
    'Source',
    'Leads',
    'Answered',
    'Not answered',
    'Median minutes',
    '90th percentile minutes',
    'Within 1 h',
    'Within 24 h',
  ],
  rows: ({ replies }) =>
    replies.map((of) => [
      of.source ? showSource(of.source) : 'All sources',
      of.leads,
      of.answered,
      of.leads - of.answered,
      roundTo(1, of.median && of.median / 60),
      roundTo(1, of.ninetieth && of.ninetieth / 60),
      shareOf(of.withinHour, of.leads),
      shareOf(of.withinDay, of.leads),
    ]),
};

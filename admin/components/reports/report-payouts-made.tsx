import type { MadePayout } from '../../../db/reports/payouts.ts';
import { displayMoney } from '../../../domain/money.ts';
import { CardTable } from '../card-table.tsx';
import { showCount } from '../count.ts';
import { Icon } from '../icon.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { Moment, showDate } from '../time.tsx';

/** The leads behind one line, as a file. */
export const LeadsFile = ({ path, of: name }: { path: string; of: string }) => (
  <a
    class="btn"
    data-variant="ghost"
    data-size="sm"
    href={path}
    download
    aria-label={`Leads of ${name} as CSV`}
    title="Leads as CSV"
  >
    <Icon name="download" />
    <span class="act-word">Leads</span>
  </a>
);

/** The book of what was paid, and of what was taken back. */
export const MadeTable = ({ made, zone }: { made: readonly MadePayout[]; zone: string }) => (
  <CardTable class="report" columns={['Agent', 'Paid', 'For', 'Customers', 'Amount']} hasActions>
    {made.map((payout) => (
      <MadeRow payout={payout} zone={zone} />
    ))}
  </CardTable>
);

const MadeRow = ({ payout, zone }: { payout: MadePayout; zone: string }) => (
  <tr data-inactive={payout.stands ? undefined : 'true'}>
    <th scope="row">{payout.name}</th>
    <td data-label="Paid">
      <Moment at={payout.paidAt} zone={zone} /> <span class="muted">{payout.paidBy}</span>
    </td>
    <td data-label="For">
      {showDate(payout.firstDay)} – {showDate(payout.lastDay)}
    </td>
    <td class="figure" data-label="Customers">
      {showCount(payout.leads)} <Remark payout={payout} />
    </td>
    <td class="figure" data-label="Amount">
      {displayMoney(payout.amount)}
    </td>
    <td class="actions">
      {payout.stands && (
        <>
          <LeadsFile path={`/reports/payouts/made/${payout.id}/leads.csv`} of={payout.name} />
          <SheetLink
            path={`/reports/payouts/made/${payout.id}/undo`}
            variant="ghost"
            size="sm"
            label={`Take back the payout to ${payout.name}`}
            title="Take back"
          >
            <Icon name="undo-2" />
            <span class="act-word">Take back</span>
          </SheetLink>
        </>
      )}
    </td>
  </tr>
);

const Remark = ({ payout: { leads, stands, lost } }: { payout: MadePayout }) => {
  if (leads < 0) return <span class="tag">takes one back</span>;
  if (!stands) return <span class="tag">taken back</span>;
  if (lost === 0) return null;
  return (
    <span class="few">{lost === 1 ? '1 is no customer any more' : `${lost} are no customers any more`}</span>
  );
};

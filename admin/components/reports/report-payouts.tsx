import type { DuePayout, PayoutsReport } from '../../../db/reports/payouts.ts';
import { displayMoney } from '../../../domain/money.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { AskedPeriod } from '../../report-period.ts';
import { CardTable } from '../card-table.tsx';
import { showCount } from '../count.ts';
import { Empty } from '../empty.tsx';
import { Icon } from '../icon.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { agentKindWords } from './report-agents.tsx';
import { Figure, NoFigure } from './report-parts.tsx';
import { LeadsFile, MadeTable } from './report-payouts-made.tsx';

interface Props {
  found: PayoutsReport;
  asked: AskedPeriod;
  zone: string;
}

export const Payouts = ({ found, asked, zone }: Props) => (
  <>
    <AmountPerLead found={found} />
    <section aria-labelledby="due">
      <h2 class="group" id="due">
        To be paid
      </h2>
      {found.due.length > 0 ? (
        <DueTable found={found} asked={asked} />
      ) : (
        <Empty icon="banknote" title="Nothing to pay in this period">
          <p>Here stand agents whose leads became customers in it, until they are marked as paid.</p>
        </Empty>
      )}
      {found.dueElsewhere > 0 && (
        <p class="hint report-hint">
          {found.dueElsewhere === 1 ? '1 lead' : `${showCount(found.dueElsewhere)} leads`} converted outside
          this period {found.dueElsewhere === 1 ? 'is' : 'are'} not paid either.{' '}
          <a href="/reports/payouts?period=all">Show all time</a>
        </p>
      )}
    </section>
    {found.made.length > 0 && (
      <section aria-labelledby="made">
        <h2 class="group" id="made">
          Paid in this period
        </h2>
        <MadeTable made={found.made} zone={zone} />
      </section>
    )}
  </>
);

const AmountPerLead = ({ found: { amountPerLead } }: { found: PayoutsReport }) => (
  <div class="payout-amount">
    <p>
      {amountPerLead ? (
        <>
          <strong>{displayMoney(amountPerLead)}</strong> for each lead that became a customer.
        </>
      ) : (
        'What is an agent paid for a lead that became a customer? Nobody has said yet.'
      )}
    </p>
    <SheetLink path="/reports/payouts/amount" variant={amountPerLead ? 'outline' : undefined} size="sm">
      <Icon name="pencil" />
      {amountPerLead ? 'Change' : 'Set the amount'}
    </SheetLink>
  </div>
);

const DueTable = ({ found: { due, total }, asked }: Omit<Props, 'zone'>) => (
  <CardTable class="report" columns={['Agent', 'Phone', 'Customers', 'Amount']} hasActions>
    {due.map((payout) => (
      <DueRow payout={payout} asked={asked} />
    ))}
    <tr class="sum">
      <th scope="row">Together</th>
      <td />
      <Figure label="Customers" of={total.leads} />
      <td class="figure" data-label="Amount">
        {total.amount ? displayMoney(total.amount) : <NoFigure />}
      </td>
      <td class="actions" />
    </tr>
  </CardTable>
);

const DueRow = ({ payout, asked }: { payout: DuePayout; asked: AskedPeriod }) => {
  const { agent, name, phone, agentKind, active, leads, amount } = payout;
  const payment = `/reports/payouts/${agent}/payment?${asked.query}`;
  return (
    <tr>
      <th scope="row">
        {name} <span class="tag">{agentKindWords[agentKind]}</span>{' '}
        {!active && <span class="muted">left</span>}
      </th>
      <td data-label="Phone">{phone ? displayPhone(phone) : <NoFigure />}</td>
      <Figure label="Customers" of={leads} />
      <td class="figure" data-label="Amount">
        {amount ? displayMoney(amount) : <NoFigure />}
      </td>
      <td class="actions">
        <LeadsFile path={`/reports/payouts/${agent}/leads.csv?${asked.query}`} of={name} />
        <SheetLink path={payment} variant="outline" size="sm" label={`Pay ${name}`}>
          <Icon name="banknote" />
          Pay
        </SheetLink>
      </td>
    </tr>
  );
};

import type { DuePayout, MadePayout, PaidLead } from '../../../db/reports/payouts.ts';
import { displayMoney } from '../../../domain/money.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { FormState } from '../../forms/form.ts';
import type { AskedPeriod } from '../../report-period.ts';
import { FormTrouble, TextField } from '../fields.tsx';
import { Icon } from '../icon.tsx';
import { leadTitle } from '../lead/status.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { Day, showDate } from '../time.tsx';

export const payoutsPath = '/reports/payouts';

export const AmountForm = ({ form }: { form: FormState }) => (
  <SheetForm path={`${payoutsPath}/amount`}>
    <FormTrouble form={form} />
    <TextField
      form={form}
      name="amount"
      label="Amount per customer (KES)"
      inputmode="decimal"
      placeholder="500"
      hint="For what is not paid yet. Leave it empty to pay nothing."
      autofocus
    />
    <SheetFoot back={payoutsPath} act="Save the amount" />
  </SheetForm>
);

interface PaymentProps {
  due: DuePayout;
  leads: readonly PaidLead[];
  asked: AskedPeriod;
  zone: string;
  form: FormState;
}

/** Says what is paid for, lead by lead, and sends back exactly that. */
export const PaymentForm = ({ due, leads, asked, zone, form }: PaymentProps) => {
  const path = `${payoutsPath}/${due.agent}/payment`;
  const back = `${payoutsPath}?${asked.query}`;
  if (!due.amount || !due.amountPerLead) return <NothingToPay back={back} why="no_amount" />;
  return (
    <SheetForm path={path}>
      <FormTrouble form={form} />
      {[...new URLSearchParams(asked.query)].map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="fingerprint" value={due.fingerprint} />
      <input type="hidden" name="amountPerLead" value={due.amountPerLead} />
      <div>
        <p class="payout-sum">{displayMoney(due.amount)}</p>
        <p class="muted">
          {due.leads} × {displayMoney(due.amountPerLead)}
          {due.phone && ` to ${displayPhone(due.phone)}`}
        </p>
      </div>
      <ul class="payout-leads" aria-label="Customers" tabindex={0}>
        {leads.map((lead) => (
          <li>
            <span>{[leadTitle(lead), lead.location].filter(Boolean).join(', ')}</span>
            <span class="muted">{lead.convertedAt && <Day at={lead.convertedAt} zone={zone} />}</span>
          </li>
        ))}
      </ul>
      <p class="hint">Karibu moves no money. Send it first, then mark it here.</p>
      <SheetFoot back={back} act={`Mark ${displayMoney(due.amount)} as paid`} icon={<Icon name="check" />} />
    </SheetForm>
  );
};

const whyNothing = {
  nothing_due: 'Nothing is due to them in this period. Perhaps somebody has marked it as paid already.',
  no_amount: 'Say first what an agent is paid for a lead that became a customer.',
} as const;

export const NothingToPay = ({ back, why }: { back: string; why: keyof typeof whyNothing }) => (
  <div class="sheet-form">
    <p>{whyNothing[why]}</p>
    <footer class="sheet-foot">
      <a class="btn" data-variant="outline" href={back}>
        Back to the payouts
      </a>
    </footer>
  </div>
);

export const UndoForm = ({ made }: { made: MadePayout }) => {
  const path = `${payoutsPath}/made/${made.id}/undo`;
  return (
    <SheetForm path={path}>
      <p>
        {displayMoney(made.amount)} to {made.name}, for {made.leads}{' '}
        {made.leads === 1 ? 'customer' : 'customers'} from {showDate(made.firstDay)} to{' '}
        {showDate(made.lastDay)}, marked as paid by {made.paidBy}.
      </p>
      <p class="hint">
        They are due again then. The payout stays in the list, with a line against it that bears your name.
      </p>
      <SheetFoot back={payoutsPath} act="Take it back" icon={<Icon name="undo-2" />} />
    </SheetForm>
  );
};

import { type Context, Hono } from 'hono';
import {
  type PayRefused,
  payAgent,
  readAmountPerLead,
  setAmountPerLead,
  undoPayout,
} from '../../db/payouts.ts';
import { readDuePayout, readMadePayout, readPayouts } from '../../db/reports/payouts.ts';
import { readReport } from '../../db/reports/report.ts';
import { type Id, isId, type Noun } from '../../domain/id.ts';
import { displayMoney } from '../../domain/money.ts';
import { allow } from '../auth/gate.ts';
import { showRefusal } from '../components/refusal.tsx';
import { ReportFrame, TooSlowTrouble, tooSlow } from '../components/reports/report-frame.tsx';
import {
  AmountForm,
  NothingToPay,
  PaymentForm,
  payoutsPath,
  UndoForm,
} from '../components/reports/report-payment.tsx';
import { Payouts } from '../components/reports/report-payouts.tsx';
import { goOn, showPage, showSheet } from '../components/show.tsx';
import { todayIn } from '../components/time.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { blankForm, type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { amountForm, paymentForm } from '../forms/payout.ts';
import { type AskedPeriod, readPeriod } from '../report-period.ts';
import { say } from '../said.ts';

/** What agents are paid for the leads that they brought and that became customers. Amounts are for those who pay. */
export function payoutPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .use('/reports/payouts/*', allow('payAgents'))
    .get('/reports/payouts', by(showPayouts))
    .get('/reports/payouts/amount', by(showAmount))
    .post('/reports/payouts/amount', by(saveAmount))
    .get('/reports/payouts/:agent/payment', by(showPayment))
    .post('/reports/payouts/:agent/payment', by(pay))
    .get('/reports/payouts/made/:payout/undo', by(showUndo))
    .post('/reports/payouts/made/:payout/undo', by(undo));
}

/** Without another wish, this month. */
export const periodOfPayouts = (c: DeskContext, query: Record<string, string> = c.req.query()): AskedPeriod =>
  readPeriod(query, todayIn(c.var.settings.timeZone), 'this-month');

/** Null where the address names no such thing. */
export function idIn<N extends Noun>(c: Context, param: string, noun: N): Id<N> | null {
  const id = c.req.param(param);
  return isId(noun, id) ? id : null;
}

async function showPayouts({ db }: Desk, c: DeskContext): Promise<Response> {
  const asked = periodOfPayouts(c);
  const found = await readReport(db, asked, readPayouts(asked));
  const isTooSlow = 'refused' in found;
  return showPage(
    c,
    { title: 'Payouts', at: 'reports', status: isTooSlow ? 503 : 200 },
    <ReportFrame at="payouts" viewer={c.var.viewer} asked={asked}>
      {isTooSlow ? (
        <TooSlowTrouble />
      ) : (
        <Payouts found={found} asked={asked} zone={c.var.settings.timeZone} />
      )}
    </ReportFrame>,
  );
}

async function showAmount({ db }: Desk, c: DeskContext): Promise<Response> {
  return showAmountForm(c, filledForm({ amount: await readAmountPerLead(db) }));
}

async function saveAmount({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, amountForm);
  if (!data) return showAmountForm(c, form);
  await setAmountPerLead(db, data.amount);
  say(
    c,
    data.amount
      ? `An agent is paid ${displayMoney(data.amount)} for each customer.`
      : 'Nothing is paid to agents.',
  );
  return goOn(c, payoutsPath);
}

const statusOf = (form: FormState) => (Object.keys(form.errors).length > 0 ? 422 : 200);

const showAmountForm = (c: DeskContext, form: FormState) =>
  showSheet(
    c,
    { title: 'What an agent is paid', at: 'reports', back: payoutsPath, status: statusOf(form) },
    <AmountForm form={form} />,
  );

const showPayment = (desk: Desk, c: DeskContext) => showPaymentForm(desk, c, periodOfPayouts(c), blankForm);

async function showPaymentForm(
  { db }: Desk,
  c: DeskContext,
  asked: AskedPeriod,
  form: FormState,
): Promise<Response> {
  const agent = idIn(c, 'agent', 'user');
  if (!agent) return showRefusal(c, 'missing');
  const found = await readReport(db, asked, readDuePayout(agent, asked));
  if ('refused' in found) return c.text(tooSlow, 503);
  const { due, leads } = found;
  const back = `${payoutsPath}?${asked.query}`;
  return showSheet(
    c,
    { title: due ? `Pay ${due.name}` : 'Nothing to pay', at: 'reports', back, status: statusOf(form) },
    due ? (
      <PaymentForm due={due} leads={leads} asked={asked} zone={c.var.settings.timeZone} form={form} />
    ) : (
      <NothingToPay back={back} why="nothing_due" />
    ),
  );
}

const payRefusals: Record<PayRefused['refused'], string> = {
  not_an_agent: 'This is no agent of ours.',
  no_amount: 'Say first what an agent is paid for a customer.',
  nothing_due: 'Nothing is due any more: somebody has marked it as paid already.',
  changed:
    'What is due has changed since you looked. Nothing was marked as paid: look again at what stands here now.',
};

async function pay(desk: Desk, c: DeskContext): Promise<Response> {
  const agent = idIn(c, 'agent', 'user');
  if (!agent) return showRefusal(c, 'missing');
  const { data, form } = await readForm(c, paymentForm);
  const asked = periodOfPayouts(c, form.typed);
  if (!data) return showPaymentForm(desk, c, asked, withErrors(form, { form: payRefusals.changed }));
  const answer = await payAgent(desk.db, agent, asked, data, c.var.viewer.person.id);
  if ('refused' in answer)
    return showPaymentForm(desk, c, asked, withErrors(form, { form: payRefusals[answer.refused] }));
  say(c, `${displayMoney(answer.amount)} is marked as paid.`);
  return goOn(c, `${payoutsPath}?${asked.query}`);
}

async function showUndo({ db }: Desk, c: DeskContext): Promise<Response> {
  const payout = idIn(c, 'payout', 'payout');
  const found = payout && (await readReport(db, periodOfPayouts(c), readMadePayout(payout)));
  if (!found || 'refused' in found || !found.made?.stands) return showRefusal(c, 'missing');
  return showSheet(
    c,
    { title: 'Take this payout back?', at: 'reports', back: payoutsPath },
    <UndoForm made={found.made} />,
  );
}

async function undo({ db }: Desk, c: DeskContext): Promise<Response> {
  const payout = idIn(c, 'payout', 'payout');
  if (!payout) return showRefusal(c, 'missing');
  const answer = await undoPayout(db, payout, c.var.viewer.person.id);
  const isUndone = 'undone' in answer;
  say(c, isUndone ? 'Taken back. Its leads are due again.' : 'Somebody has taken this payout back already.');
  return goOn(c, payoutsPath);
}

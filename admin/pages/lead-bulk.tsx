import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { type BulkChange, type BulkOutcome, changeLeads } from '../../db/lead/lead-bulk.ts';
import { countChosen } from '../../db/lead/lead-choice.ts';
import { listStaff } from '../../db/person/people.ts';
import { monthsLater } from '../../domain/calendar.ts';
import { allow } from '../auth/gate.ts';
import type { Choice } from '../components/fields.tsx';
import { proposedMonths } from '../components/lead/lead-move.tsx';
import { AssignmentForm, BulkResult, BulkStatusForm } from '../components/leads/leads-bulk-sheets.tsx';
import { leadsWords } from '../components/leads/leads-words.ts';
import { showRefusal } from '../components/refusal.tsx';
import { finishSheet, showSheet } from '../components/show.tsx';
import { todayIn } from '../components/time.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { blankForm, type FormState, filledForm } from '../forms/form.ts';
import { bulkAssignmentForm, bulkStatusForm } from '../forms/lead-bulk.ts';
import { readTicked, type Ticked } from '../lead-choice.ts';
import { pathOfView, readView } from '../lead-view.ts';
import { byOf, visionOf } from '../viewer.ts';

/** What is done with several leads at once. Each asks first, then does it: the same address, with the answer. */
export function leadBulkPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .post('/leads/bulk/assignment', allow('assignLead'), by(withTicked(assign)))
    .post('/leads/bulk/status', allow('moveLead'), by(withTicked(setStatus)));
}

interface Asked {
  ticked: Ticked;
  form: URLSearchParams;
  /** `1,240 leads` */
  howMany: string;
  back: string;
}

type Answer = (desk: Desk, c: DeskContext, asked: Asked) => Response | Promise<Response>;

const withTicked =
  (answer: Answer) =>
  async (desk: Desk, c: DeskContext): Promise<Response> => {
    const vision = visionOf(c.var.viewer);
    if (!vision) return showRefusal(c, 'forbidden');
    const form = new URLSearchParams(await c.req.text());
    const back = pathOfView(readView(new URLSearchParams(form.get('view') ?? '')));
    const ticked = readTicked(c, form);
    if (!ticked) return finishSheet(c, back, 'Tick some leads first.');
    const howMany = leadsWords(await countChosen(desk.db, vision, ticked.choice));
    return answer(desk, c, { ticked, form, howMany, back });
  };

async function assign(desk: Desk, c: DeskContext, asked: Asked): Promise<Response> {
  const { viewer } = c.var;
  const staff = (await listStaff(desk.db)).map(
    ({ id, name }): Choice => ({ value: id, label: id === viewer.person.id ? `${name} (me)` : name }),
  );
  const sheet = (form: FormState) =>
    showBulkSheet(c, asked, form, 'Assign', <AssignmentForm form={form} asked={asked} staff={staff} />);
  const to = asked.form.get('to');
  if (to === null) return sheet(blankForm);
  const read = bulkAssignmentForm.safeParse({ to });
  if (!read.success) return sheet({ typed: { to }, errors: { to: 'Choose somebody from the list.' } });
  const assignedTo = read.data.to;
  const who = staff.find(({ value }) => value === assignedTo)?.label;
  return change(desk, c, asked, { assignedTo }, assignedTo ? `assigned to ${who}` : 'assigned to nobody');
}

async function setStatus(desk: Desk, c: DeskContext, asked: Asked): Promise<Response> {
  const today = todayIn(c.var.settings.timeZone);
  const sheet = (form: FormState) =>
    showBulkSheet(c, asked, form, 'Set the status of', <BulkStatusForm form={form} asked={asked} />);
  const typed = Object.fromEntries(asked.form);
  if (typed.status === undefined)
    return sheet(filledForm({ followUpDate: monthsLater(today, proposedMonths) }));
  const read = bulkStatusForm.safeParse(typed);
  if (!read.success) {
    const errors = Object.fromEntries(read.error.issues.map((it) => [String(it.path[0]), it.message]));
    return sheet({ typed, errors });
  }
  return change(desk, c, asked, read.data, read.data.status);
}

function showBulkSheet(c: DeskContext, { howMany, back }: Asked, form: FormState, verb: string, body: Child) {
  const status = Object.keys(form.errors).length > 0 ? 422 : 200;
  return showSheet(c, { title: `${verb} ${howMany}`, at: 'leads', back, status }, body);
}

async function change(
  { db }: Desk,
  c: DeskContext,
  { ticked, back, form }: Asked,
  wanted: BulkChange,
  state: string,
): Promise<Response> {
  const vision = visionOf(c.var.viewer);
  if (!vision) return showRefusal(c, 'forbidden');
  const outcome = await changeLeads(db, vision, ticked.choice, wanted, byOf(c.var.viewer));
  const words = wordsOf(outcome, state);
  if (outcome.refused.length === 0 && outcome.left === 'none') return finishSheet(c, back, words);
  // What could not be done stays there until it was read, while the table behind it shows what was.
  c.header('hx-trigger', JSON.stringify({ leadChanged: { target: 'body' } }));
  const title = outcome.left === 'none' ? 'Not all of them' : 'Not all of them yet';
  return showSheet(
    c,
    { title, at: 'leads', back },
    <BulkResult outcome={outcome} words={words} back={back} path={new URL(c.req.url).pathname} form={form} />,
  );
}

function wordsOf({ changed, refused, left }: BulkOutcome, state: string): string {
  if (changed === 0 && refused.length === 0 && left === 'none')
    return `Nothing to do: they are ${state} already.`;
  const leads = leadsWords({ total: changed, totalIsExact: true });
  return `${leads} ${changed === 1 ? 'is' : 'are'} ${state} now.`;
}

import { Hono } from 'hono';
import { z } from 'zod';
import { type EditRefused, editLead } from '../../db/lead/lead-edit.ts';
import { findLead, type LeadRecord } from '../../db/lead/lead-reads.ts';
import { readNames } from '../../db/names.ts';
import { listStaff } from '../../db/person/people.ts';
import { daysLater, monthsLater } from '../../domain/calendar.ts';
import { type LeadStatus, leadStatuses } from '../../domain/lead.ts';
import { allow } from '../auth/gate.ts';
import type { Choice } from '../components/fields.tsx';
import { MoveForm, proposedMonths } from '../components/lead/lead-move.tsx';
import { callLead } from '../components/lead/status.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { finishSheet, showSheet } from '../components/show.tsx';
import { todayIn } from '../components/time.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { type AskingStatus, isAsking, type MoveAnswers, moveForms } from '../forms/lead-move.ts';
import { oneOf } from '../forms/typed.ts';
import { wordsOfRefusal } from '../lead-words.ts';
import { ownPath } from '../own-path.ts';
import { say } from '../said.ts';
import { byOf, viewerMay } from '../viewer.ts';
import { withLead } from '../visible-lead.ts';

const statusForm = z.object({
  status: oneOf(leadStatuses, 'Choose a status.'),
  was: z.enum(leadStatuses).optional(),
  back: z.string().default(''),
});
const askedMove = z.object({
  to: oneOf(leadStatuses, 'Choose a status.'),
  was: z.enum(leadStatuses).optional(),
  back: z.string().default(''),
});

/** A lead is moved to another status: at once, or by a dialog where that status asks something. */
export function leadMovePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayMove = allow('moveLead');
  return new Hono<DeskEnv>()
    .post('/leads/:id/status', mayMove, by(withLead(changeStatus)))
    .get('/leads/:id/move', mayMove, by(withLead(askMove)))
    .post('/leads/:id/move', mayMove, by(withLead(saveMove)));
}

/** The status was chosen in its list. */
async function changeStatus(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data } = await readForm(c, statusForm);
  const back = backOf(data?.back, lead);
  if (!data || data.status === lead.status) return c.redirect(back, 303);
  const { status, was = lead.status } = data;
  if (isAsking(status)) return c.redirect(askingPath(lead, status, was, back), 303);
  if (status !== 'Converted') {
    const change = { status, statusWas: was };
    const result = await editLead(desk.db, lead.id, change, byOf(c.var.viewer));
    say(c, result === 'ok' ? movedWords(lead, status) : await wordsOfMoveRefused(desk, lead, result));
    return c.redirect(back, 303);
  }
  // A customer is made in a dialog of its own: it asks whether they get a user on a router.
  if (!viewerMay(c.var.viewer, 'convertLead')) return showRefusal(c, 'forbidden');
  return c.redirect(`/leads/${lead.id}/conversion/new`, 303);
}

function askingPath(lead: LeadRecord, to: LeadStatus, was: LeadStatus, back: string): string {
  return `/leads/${lead.id}/move?${new URLSearchParams({ to, was, back })}`;
}

async function askMove(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const asked = askedMove.safeParse(c.req.query());
  if (!asked.success || !isAsking(asked.data.to)) return showRefusal(c, 'missing');
  const { to, was = lead.status } = asked.data;
  const form = filledForm({ ...proposals(c, lead)[to], was });
  return showMove(desk, c, lead, { to, form, back: backOf(asked.data.back, lead) });
}

/** What each dialog begins with. */
function proposals(
  c: DeskContext,
  lead: LeadRecord,
): Record<AskingStatus, Record<string, string | undefined>> {
  const today = todayIn(c.var.settings.timeZone);
  const isPlanned = lead.surveyOn !== null && lead.surveyOn >= today;
  return {
    'Not Interested': { endFollowUp: 'yes' },
    'Site Survey Scheduled': {
      surveyOn: isPlanned ? (lead.surveyOn ?? undefined) : daysLater(today, 1),
      surveyBy: lead.surveyBy?.id,
    },
    'Future Prospect': { when: monthsLater(today, proposedMonths) },
  };
}

async function saveMove(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data, form } = await readForm(c, askedMove);
  if (!data || !isAsking(data.to)) return c.redirect(backOf(data?.back, lead), 303);
  const { to, was: statusWas } = data;
  const back = backOf(data.back, lead);
  const shown = { to, form, back };
  const answers = readAnswers(c, to, form);
  if ('errors' in answers)
    return showMove(desk, c, lead, { ...shown, form: withErrors(form, answers.errors) });
  const change = { ...answers, status: to, ...(statusWas && { statusWas }) };
  const result = await editLead(desk.db, lead.id, change, byOf(c.var.viewer));
  if (result !== 'ok') return showRefused(desk, c, lead, shown, result);
  return finishSheet(c, back, to === lead.status ? 'The survey is saved.' : movedWords(lead, to));
}

type Errors = Record<string, string>;

function readAnswers(c: DeskContext, to: AskingStatus, form: FormState): MoveAnswers | { errors: Errors } {
  const read = moveForms[to].safeParse(form.typed);
  if (!read.success)
    return { errors: Object.fromEntries(read.error.issues.map((it) => [it.path[0] ?? 'form', it.message])) };
  const goes = read.data.survey?.by;
  // To send a technician is to assign the lead.
  if (goes && goes !== c.var.viewer.person.id && !viewerMay(c.var.viewer, 'assignLead'))
    return { errors: { surveyBy: 'You may only put down yourself.' } };
  return read.data;
}

interface Shown {
  to: AskingStatus;
  form: FormState;
  back: string;
}

async function showRefused(
  desk: Desk,
  c: DeskContext,
  lead: LeadRecord,
  shown: Shown,
  refusal: EditRefused,
): Promise<Response> {
  if (refusal.refused === 'not_found') return showRefusal(c, 'missing');
  const words = await wordsOfMoveRefused(desk, lead, refusal);
  const field = refusal.refused === 'unknown_reference' ? refusal.field : 'form';
  const now = await findLead(desk.db, lead.id);
  // With what it is now, so that whoever saves again has read it.
  const typed = { ...shown.form.typed, was: now?.status ?? lead.status };
  return showMove(desk, c, lead, { ...shown, form: { typed, errors: { [field]: words } } });
}

/** Where somebody else was faster: who, and to what. */
export async function wordsOfMoveRefused(
  { db }: Desk,
  lead: LeadRecord,
  refusal: EditRefused,
): Promise<string> {
  if (refusal.refused !== 'changed_meanwhile') return wordsOfRefusal(refusal);
  const now = await findLead(db, lead.id);
  const last = now?.statusHistory.at(-1);
  if (!now || !last) return wordsOfRefusal(refusal);
  const names = last.changedBy ? await readNames(db, [last.changedBy]) : new Map<string, string>();
  const who = names.get(last.changedBy ?? '') ?? 'Somebody';
  return `${who} moved ${lead.name ?? 'this lead'} to ${now.status} meanwhile. Nothing of yours is saved yet.`;
}

async function showMove(
  { db }: Desk,
  c: DeskContext,
  lead: LeadRecord,
  { to, form, back }: Shown,
): Promise<Response> {
  const { viewer, settings } = c.var;
  const me: Choice = { value: viewer.person.id, label: `${viewer.person.name} (me)` };
  const others = viewerMay(viewer, 'assignLead') ? await listStaff(db) : [];
  const staff = others
    .filter(({ id }) => id !== viewer.person.id)
    .map(({ id, name }): Choice => ({ value: id, label: name }));
  const status = Object.keys(form.errors).length > 0 ? 422 : 200;
  return showSheet(
    c,
    { ...titles[to], title: `${titles[to].title}: ${lead.name ?? 'no name yet'}`, at: 'leads', back, status },
    <MoveForm
      lead={lead}
      to={to}
      form={form}
      back={back}
      staff={[me, ...staff]}
      today={todayIn(settings.timeZone)}
    />,
  );
}

const titles: Record<AskingStatus, { title: string; hint: string }> = {
  'Not Interested': {
    title: 'Not interested',
    hint: 'Why they said no helps with the next one. You may leave it out.',
  },
  'Site Survey Scheduled': { title: 'Site survey', hint: 'When somebody looks at the place, and who.' },
  'Future Prospect': { title: 'Future prospect', hint: 'When should they be asked again?' },
};

const movedWords = (lead: LeadRecord, to: LeadStatus) => `${callLead(lead)} is now ${to}.`;

const backOf = (back: string | undefined, lead: LeadRecord) => ownPath(back || `/leads/${lead.id}`);

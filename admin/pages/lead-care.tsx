import { Hono } from 'hono';
import { z } from 'zod';
import { editLead, type LeadChange } from '../../db/lead/lead-edit.ts';
import { writeNote } from '../../db/lead/lead-note.ts';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import { allow } from '../auth/gate.ts';
import { longestNote } from '../components/lead/lead-care.tsx';
import { showDate } from '../components/time.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { readForm } from '../forms/form.ts';
import { optionalDate, optionalId, requiredText } from '../forms/typed.ts';
import { refusalWords, wordsOfRefusal } from '../lead-words.ts';
import { say } from '../said.ts';
import { byOf } from '../viewer.ts';
import { withLead } from '../visible-lead.ts';

const assignmentForm = z.object({ assignedTo: optionalId('user') });
const followUpForm = z.object({ followUpDate: optionalDate });
const noteForm = z.object({ note: requiredText(longestNote, 'Write the note first.') });

/** The small changes of every day: who looks after it, when next. */
export function leadCarePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .post('/leads/:id/assignment', allow('assignLead'), by(withLead(assign)))
    .post('/leads/:id/follow-up', allow('editLead'), by(withLead(setFollowUp)))
    .post('/leads/:id/notes', allow('editLead'), by(withLead(addNote)));
}

async function assign(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data } = await readForm(c, assignmentForm);
  if (!data) return c.redirect(`/leads/${lead.id}`, 303);
  const words = data.assignedTo ? 'The lead is assigned.' : 'The lead is assigned to nobody now.';
  return change(desk, c, lead, { fields: data }, words);
}

async function setFollowUp(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data, form } = await readForm(c, followUpForm);
  if (!data) {
    say(c, form.errors.followUpDate ?? 'This is no date.');
    return c.redirect(`/leads/${lead.id}`, 303);
  }
  const on = data.followUpDate;
  return change(desk, c, lead, { fields: data }, on ? `Follow-up on ${showDate(on)}.` : 'No follow-up.');
}

async function addNote({ db }: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data, form } = await readForm(c, noteForm);
  const result = data && (await writeNote(db, lead.id, data.note, byOf(c.var.viewer)));
  const refused = result && result !== 'ok' ? refusalWords(result.refused) : form.errors.note;
  say(c, refused ?? 'The note is kept in the history.');
  return c.redirect(`/leads/${lead.id}`, 303);
}

async function change(
  { db }: Desk,
  c: DeskContext,
  lead: LeadRecord,
  wanted: LeadChange,
  words: string,
): Promise<Response> {
  const result = await editLead(db, lead.id, wanted, byOf(c.var.viewer));
  say(c, result === 'ok' ? words : wordsOfRefusal(result));
  return c.redirect(`/leads/${lead.id}`, 303);
}

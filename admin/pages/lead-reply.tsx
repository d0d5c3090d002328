import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { findReplyDoor, sendAnew, sendStaffMessage } from '../../db/chat/staff-message.ts';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import { readLeadThread, readUnsentReplies } from '../../db/lead/lead-thread.ts';
import { longestMessage } from '../../domain/staff-message.ts';
import { allow } from '../auth/gate.ts';
import {
  type ChatView,
  DoorWords,
  doorVersion,
  LeadChat,
  wordsOfSendRefused,
} from '../components/lead/reply-box.tsx';
import { leadTitle } from '../components/lead/status.tsx';
import { EarlierLines, Lines, NewestLines, threadVersion } from '../components/lead/thread.tsx';
import { isFromHtmx, showPage } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { type FormState, readForm, withErrors } from '../forms/form.ts';
import { requiredText } from '../forms/typed.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';
import { withLead } from '../visible-lead.ts';

const replyForm = z.object({
  text: requiredText(Math.max(...Object.values(longestMessage)), 'Write something first.'),
  key: z.uuid(),
  through: z.string().default(''),
});

/** The talk on the page of a lead: what is new in it, what was said before, and what staff answer. */
export function leadReplyPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .get('/leads/:id/thread', allow('seeLeads', 'seeAssignedLeads'), by(withLead(showThread)))
    .post('/leads/:id/replies', allow('replyInChat'), by(withLead(reply)))
    .post('/leads/:id/replies/:unsent/again', allow('replyInChat'), by(withLead(replyAgain)));
}

/** The talk as its page shows it to this viewer. */
export async function readChatView(
  { db }: Desk,
  c: DeskContext,
  lead: LeadRecord,
  part: { from?: number } = {},
): Promise<ChatView> {
  const [thread, unsent, door] = await Promise.all([
    readLeadThread(db, lead.id, part),
    readUnsentReplies(db, lead.id),
    findReplyDoor(db, lead.id),
  ]);
  const { viewer, settings } = c.var;
  return {
    lead: lead.id,
    who: leadTitle(lead),
    thread,
    unsent,
    door,
    mayReply: viewerMay(viewer, 'replyInChat') && lead.archivedAt === null,
    zone: settings.timeZone,
    formKey: randomUUID(),
  };
}

const isNumber = /^\d{1,15}$/;
const numberIn = (c: DeskContext, name: string): number => {
  const typed = c.req.query(name) ?? '';
  return isNumber.test(typed) ? Number(typed) : 0;
};

async function showThread(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const before = numberIn(c, 'before');
  if (before > 0) return showEarlier(desk, c, lead, before);
  const view = await readChatView(desk, c, lead, { from: numberIn(c, 'from') });
  const door = doorVersion(view.door);
  if (!isFromHtmx(c)) return c.redirect(`/leads/${lead.id}#chat`, 303);
  if (c.req.query('seen') === `${threadVersion(view)}.${door}`) return c.body(null, 204);
  return c.html(
    <>
      <NewestLines view={view} door={door} />
      {view.mayReply && <DoorWords door={view.door} isOob />}
    </>,
  );
}

async function showEarlier(
  { db }: Desk,
  c: DeskContext,
  lead: LeadRecord,
  before: number,
): Promise<Response> {
  const thread = await readLeadThread(db, lead.id, { before });
  const lines = (
    <>
      <EarlierLines view={{ lead: lead.id, thread }} />
      <ol class="thread">
        <Lines lines={thread.lines} who={leadTitle(lead)} zone={c.var.settings.timeZone} />
      </ol>
    </>
  );
  if (isFromHtmx(c)) return c.html(lines);
  return showPage(
    c,
    { title: `Chat with ${leadTitle(lead)}`, at: 'leads' },
    <section class="card plain">
      <h1>Chat with {leadTitle(lead)}</h1>
      {lines}
      <a class="btn" data-variant="outline" href={`/leads/${lead.id}#chat`}>
        Back to what was said last
      </a>
    </section>,
  );
}

async function reply(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data, form } = await readForm(c, replyForm);
  if (!data)
    return showRefused(desk, c, lead, withErrors(form, form.errors.text ? {} : { text: 'Send it again.' }));
  const sent = await sendStaffMessage(desk.db, {
    lead: lead.id,
    text: data.text,
    by: c.var.viewer.person.id,
    shown: data.through,
    key: data.key,
  });
  if (sent !== 'queued')
    return showRefused(desk, c, lead, withErrors(form, { text: wordsOfSendRefused(sent) }));
  return showSent(desk, c, lead);
}

async function replyAgain(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const typed = c.req.param('unsent') ?? '';
  const unsent = isNumber.test(typed) ? Number(typed) : 0;
  const sent = await sendAnew(desk.db, { lead: lead.id, unsent, by: c.var.viewer.person.id });
  if (sent === 'queued' || sent === 'gone') return showSent(desk, c, lead);
  return showRefused(desk, c, lead, { typed: {}, errors: { text: wordsOfSendRefused(sent) } });
}

async function showSent(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  if (!isFromHtmx(c)) return c.redirect(`/leads/${lead.id}#chat`, 303);
  return c.html(<LeadChat view={await readChatView(desk, c, lead)} />);
}

/** What was typed comes back with what is wrong beside it. */
async function showRefused(desk: Desk, c: DeskContext, lead: LeadRecord, form: FormState): Promise<Response> {
  const view = await readChatView(desk, c, lead);
  const chat = <LeadChat view={view} form={form} />;
  if (isFromHtmx(c)) return c.html(chat, 422);
  say(c, form.errors.text ?? 'It was not sent.');
  return showPage(c, { title: `Chat with ${leadTitle(lead)}`, at: 'leads', status: 422 }, chat);
}

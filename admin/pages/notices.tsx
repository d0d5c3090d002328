import { Hono } from 'hono';
import { z } from 'zod';
import { readNotices } from '../../db/chat/notices.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { readForm } from '../forms/form.ts';

const readIds = z.object({
  ids: z
    .string()
    .default('')
    .transform((text) => text.split(' ').filter((id) => isId('notice', id))),
});

/** "Got it": the notes on Today are read, each by the person whom it is for. */
export function noticePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>().post('/notices/read', allow('seeLeads', 'seeAssignedLeads'), by(markRead));
}

async function markRead({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data } = await readForm(c, readIds);
  if (data) await readNotices(db, c.var.viewer.person.id, data.ids);
  return c.redirect('/today', 303);
}

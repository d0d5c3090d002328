import { Hono } from 'hono';
import { findLatestConversion, revealPassword } from '../../db/conversion/conversion-reads.ts';
import { listMergedLeads } from '../../db/lead/lead-merge-reads.ts';
import { readLeadOrigin } from '../../db/lead/lead-origin.ts';
import { findLead, type LeadRecord, readTimeline } from '../../db/lead/lead-reads.ts';
import { findLeadByPhone } from '../../db/lead/leads.ts';
import { readNames } from '../../db/names.ts';
import { listStaff } from '../../db/person/people.ts';
import { allow } from '../auth/gate.ts';
import { ReloadWithoutScripts } from '../components/lead/conversion-progress.tsx';
import { idsOf } from '../components/lead/event-words.ts';
import { ShownPassword } from '../components/lead/lead-user.tsx';
import { type LeadWhole, WholeLead } from '../components/lead/lead-whole.tsx';
import { leadTitle } from '../components/lead/status.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { isFromHtmx, showPage } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { viewerMay, visionOf } from '../viewer.ts';
import { withLead, withLeadOrArchived } from '../visible-lead.ts';
import { readChatView } from './lead-reply.tsx';

/** One lead: what is known, what was said, what happened, and what comes next. */
export function leadPage(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .get('/leads/:id', allow('seeLeads', 'seeAssignedLeads'), by(withLeadOrArchived(showLead)))
    .get('/leads/:id/password', allow('seeCustomerPassword'), by(withLead(showPassword)));
}

/** Not in the page itself: it travels only when somebody asks for it. */
async function showPassword({ db }: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const password = await revealPassword(db, lead.id);
  if (password === null) return showRefusal(c, 'missing');
  const shown = <ShownPassword lead={lead.id} password={password} />;
  return isFromHtmx(c) ? c.html(shown) : showPage(c, { title: 'Password', at: 'leads' }, shown);
}

/** Of an archived lead too, for those who may see one: it says so, and how to have it back. */
export async function showLead(
  desk: Desk,
  c: DeskContext,
  lead: LeadRecord,
  status: 200 | 409 = 200,
): Promise<Response> {
  const { db } = desk;
  const { viewer, settings } = c.var;
  const [timeline, origin, phoneOwner, chat, merged, conversion, staff] = await Promise.all([
    readTimeline(db, lead.id),
    readLeadOrigin(db, lead.id),
    lead.archivedAt ? findPhoneOwner(desk, c, lead) : null,
    readChatView(desk, c, lead),
    listMergedLeads(db, lead.id),
    findLatestConversion(db, lead.id),
    viewerMay(viewer, 'assignLead') ? listStaff(db) : [],
  ]);
  const names = await readNames(db, idsOf(timeline));
  const zone = settings.timeZone;
  const all: LeadWhole = {
    lead,
    viewer,
    zone,
    origin,
    phoneOwner,
    timeline,
    names,
    chat,
    merged,
    conversion,
    staff,
  };
  return showPage(
    c,
    {
      title: leadTitle(lead),
      at: 'leads',
      status,
      head: conversion && <ReloadWithoutScripts conversion={conversion} />,
    },
    <WholeLead {...all} />,
  );
}

/** Who has the phone of an archived lead now: it cannot come back beside them. */
async function findPhoneOwner(
  { db }: Desk,
  c: DeskContext,
  { phone }: LeadRecord,
): Promise<LeadRecord | null> {
  const owner = await findLeadByPhone(db, phone);
  const vision = visionOf(c.var.viewer);
  return owner && vision ? findLead(db, owner, vision) : null;
}

import { type ConversionRecord, findLatestConversion } from '../db/conversion/conversion-reads.ts';
import { findLead, type LeadRecord } from '../db/lead/lead-reads.ts';
import { isId } from '../domain/id.ts';
import { leadTitle } from './components/lead/status.tsx';
import { showRefusal } from './components/refusal.tsx';
import type { Desk, DeskContext, Handler } from './desk.ts';
import { say } from './said.ts';
import { viewerMay, visionOf } from './viewer.ts';

type Answer = Response | Promise<Response>;

/** The lead that the path names, if this viewer may look at it: one that is not theirs is as good as none. */
async function findVisibleLead(
  { db }: Desk,
  c: DeskContext,
  archived: 'hidden' | 'shown' = 'hidden',
): Promise<LeadRecord | null> {
  const id = c.req.param('id');
  const vision = visionOf(c.var.viewer);
  return vision && isId('lead', id) ? findLead(db, id, vision, archived) : null;
}

/** Answers for the lead that the path names. */
export const withLead =
  (answer: (desk: Desk, c: DeskContext, lead: LeadRecord) => Answer): Handler =>
  async (desk, c) => {
    const lead = await findVisibleLead(desk, c);
    return lead ? answer(desk, c, lead) : showRefusal(c, 'missing');
  };

/**
 * The same; whoever may archive leads sees the archived ones too. One that became part of another leads there, whoever looks:
 * its address may stand in a chat or in somebody's bookmarks.
 */
export const withLeadOrArchived =
  (answer: (desk: Desk, c: DeskContext, lead: LeadRecord) => Answer): Handler =>
  async (desk, c) => {
    const lead = await findVisibleLead(desk, c, 'shown');
    if (lead?.mergedInto) {
      say(c, `${leadTitle(lead)} became part of this lead.`);
      return c.redirect(`/leads/${lead.mergedInto}`, 303);
    }
    const isShown = lead && (!lead.archivedAt || viewerMay(c.var.viewer, 'archiveLead'));
    return isShown ? answer(desk, c, lead) : showRefusal(c, 'missing');
  };

/** Answers for the latest conversion of the lead that the path names. */
export const withConversion = (
  answer: (desk: Desk, c: DeskContext, lead: LeadRecord, conversion: ConversionRecord) => Answer,
): Handler =>
  withLead(async (desk, c, lead) => {
    const conversion = await findLatestConversion(desk.db, lead.id);
    return conversion ? answer(desk, c, lead, conversion) : showRefusal(c, 'missing');
  });

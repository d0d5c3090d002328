import type { Context } from 'hono';
import type { Database } from '../db/database.ts';
import { findLead, type LeadRecord } from '../db/lead-reads.ts';
import { isId } from '../domain/id.ts';
import type { DeskEnv } from './desk.ts';
import { visionOf } from './viewer.ts';

/** The lead that the path names, if this viewer may look at it. One that is not theirs is as good as none. */
export async function findVisibleLead(db: Database, c: Context<DeskEnv>): Promise<LeadRecord | null> {
  const id = c.req.param('id');
  const vision = visionOf(c.var.viewer);
  return vision && isId('lead', id) ? findLead(db, id, vision) : null;
}

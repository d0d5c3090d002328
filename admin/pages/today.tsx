import { Hono } from 'hono';
import { listNotices } from '../../db/chat/notices.ts';
import { claimLead } from '../../db/lead/lead-claim.ts';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import {
  readAssigned,
  readFollowUps,
  readSurveys,
  readTroubledConversions,
  readUnclaimed,
  type Whose,
} from '../../db/today.ts';
import { allow } from '../auth/gate.ts';
import { callLead } from '../components/lead/status.tsx';
import { showPage } from '../components/show.tsx';
import { todayIn } from '../components/time.tsx';
import { Today, type TodayWork } from '../components/today/today.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { refusalWords } from '../lead-words.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';
import { withLead } from '../visible-lead.ts';

/** Where staff land: what waits for them today. */
export function todayPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .get('/today', allow('seeLeads', 'seeAssignedLeads'), by(showToday))
    .post('/leads/:id/claim', allow('assignLead'), by(withLead(claim)));
}

async function showToday(desk: Desk, c: DeskContext): Promise<Response> {
  const { viewer, settings } = c.var;
  const whose = readWhose(c);
  const work = await readWork(desk, c, whose);
  return showPage(
    c,
    { title: 'Today', at: 'today' },
    <Today work={work} whose={whose} viewer={viewer} zone={settings.timeZone} />,
  );
}

/** Everybody's work is for those who see every lead. */
function readWhose(c: DeskContext): Whose {
  const { viewer } = c.var;
  const seesAll = viewerMay(viewer, 'seeLeads');
  if (seesAll && c.req.query('whose') === 'everybody') return 'everybody';
  return { person: viewer.person.id, sees: seesAll ? 'all' : 'own' };
}

async function readWork({ db }: Desk, c: DeskContext, whose: Whose): Promise<TodayWork> {
  const { viewer, settings } = c.var;
  const today = todayIn(settings.timeZone);
  const seesAll = viewerMay(viewer, 'seeLeads');
  const [notices, followUps, surveys, unclaimed, conversions, assigned] = await Promise.all([
    listNotices(db, viewer.person.id),
    readFollowUps(db, whose, today),
    readSurveys(db, whose, today),
    seesAll ? readUnclaimed(db) : null,
    viewerMay(viewer, 'convertLead') ? readTroubledConversions(db, whose) : null,
    seesAll ? null : readAssigned(db, viewer.person.id),
  ]);
  return { notices, followUps, surveys, unclaimed, conversions, assigned };
}

async function claim({ db }: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const result = await claimLead(db, lead.id, c.var.viewer.person.id);
  if (result === 'ok') say(c, `${callLead(lead)} is yours.`);
  else if (result.refused === 'claimed') say(c, `${result.by} was faster: ${callLead(lead)} is theirs.`);
  else say(c, refusalWords(result.refused));
  const { whose } = await c.req.parseBody();
  return c.redirect(whose === 'everybody' ? '/today?whose=everybody' : '/today', 303);
}

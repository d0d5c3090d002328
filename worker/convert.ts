import type { Turn } from '../db/conversion/conversion-claim.ts';
import { conclude } from '../db/conversion/conversion-verdict.ts';
import { recordAdded, recordLook, retractAdd } from '../db/conversion/conversion-work.ts';
import type { Database } from '../db/database.ts';
import { noteRouterHealth } from '../db/router-health.ts';
import type { RouterAccess } from '../db/routers.ts';
import { commentOf } from '../domain/conversion.ts';
import {
  judgeAway,
  judgeRefusal,
  type Patience,
  type Progress,
  type Verdict,
} from '../domain/conversion-verdict.ts';
import type { Log } from '../log.ts';
import { type Look, lookAgain, lookBeforeAdding } from './look.ts';
import { RouterAway, RouterRefused } from './routers/errors.ts';
import type { RouterSessions } from './routers/pool.ts';
import type { RouterSession } from './routers/session.ts';
import { addUser, type WantedUser } from './routers/subscribers.ts';
import { errorOf, healthAfter, isPassing, vanished } from './trouble.ts';

/** What conversions are worked on with. */
export interface Hands {
  db: Database;
  sessions: RouterSessions;
  patience: Patience;
  log: Log;
  /** This process is being stopped: what it cannot end now, another worker does. */
  isStopping(): boolean;
}

/** A turn, and what is known of the adds that were sent: as it was found, until an add of this turn leaves. */
interface Course {
  readonly hands: Hands;
  readonly turn: Turn;
  readonly wanted: WantedUser;
  progress: Progress;
}

/**
 * One turn of a conversion: look, add, look again (law 4), and the verdict.
 *
 *   look ─ ours ──────────────────────────────────────▶ done
 *    ├─ somebody else's name or address, no profile ──▶ refused
 *    └─ nothing ─▶ add ─ yes or no ─▶ look ─ ours ────▶ done
 *                   │                  └─ else ───────▶ refused
 *                   └─ no answer ─────────────────────▶ uncertain
 *
 * What is written between two words to the router also asks whether the turn is still ours. One that is lost ends
 * without another word.
 */
export async function convert(hands: Hands, turn: Turn, access: RouterAccess): Promise<void> {
  const { db, log } = hands;
  const verdict = await workOut(hands, turn, access);
  if (verdict !== 'lost' && (await conclude(db, turn, verdict)) === 'written')
    log.info({ id: turn.id, router: access.name, ...verdict }, `A conversion is ${verdict.state}.`);
  else log.warn({ id: turn.id }, 'A conversion took longer than its lease; another worker has it now.');
}

async function workOut(hands: Hands, turn: Turn, access: RouterAccess): Promise<Verdict | 'lost'> {
  const { service, username, profile, ipAddress, progress } = turn;
  const comment = commentOf(turn.id, turn.leadId);
  const course: Course = {
    hands,
    turn,
    progress,
    wanted: { service, username, profile, ipAddress, comment },
  };
  try {
    const verdict = await hands.sessions.withSession(access.id, access, (session) => workAt(session, course));
    await noteRouterHealth(hands.db, access.id, { router: 'seen' });
    return verdict;
  } catch (error) {
    if (!(error instanceof RouterAway || error instanceof RouterRefused)) throw error;
    return judgeUnseen(error, course);
  }
}

/** A look was not possible, or an add was left without an answer. */
async function judgeUnseen(
  trouble: RouterAway | RouterRefused,
  { hands, turn, progress }: Course,
): Promise<Verdict> {
  const error = errorOf(trouble);
  // A session that this process closed under its own feet says nothing of the router, and costs the asker no patience.
  if (hands.isStopping() && trouble instanceof RouterAway)
    return judgeAway(error, progress, { patienceMs: Number.POSITIVE_INFINITY });
  await noteRouterHealth(hands.db, turn.routerId, healthAfter(trouble));
  const isFinal = trouble instanceof RouterRefused && !isPassing(trouble) && progress.unansweredMs === null;
  return isFinal ? { state: 'failed', error } : judgeAway(error, progress, hands.patience);
}

async function workAt(session: RouterSession, course: Course): Promise<Verdict | 'lost'> {
  const { hands, turn, wanted } = course;
  const password = hands.db.vault.open(turn.passwordSealed, turn.id);
  const seen = await lookBeforeAdding(session, wanted);
  const isStillOurs = await recordLook(hands.db, turn, seen.found === 'nothing' ? 'add' : 'conclude');
  if (!isStillOurs) return 'lost';
  if (seen.found !== 'nothing') return judgeLook(seen, course);
  const answer = await add(session, course, password);
  if (answer === 'lost') return answer;
  const then = await lookAgain(session, wanted);
  if (answer === 'yes' && then.found !== 'ours') await retract(course);
  if (then.found !== 'nothing') return judgeLook(then, course);
  return answer === 'yes' ? judgeRefusal(vanished, course.progress, hands.patience) : judgeNo(answer, course);
}

/** @throws RouterAway; the add is unanswered then, unless it was never sent */
async function add(
  session: RouterSession,
  course: Course,
  password: string,
): Promise<'yes' | RouterRefused | 'lost'> {
  const { hands, turn, wanted } = course;
  course.progress = { ...turn.progress, unansweredMs: 0 };
  try {
    const answer = await addUser(session, { ...wanted, password });
    if (answer.added) return (await recordAdded(hands.db, turn)) ? 'yes' : 'lost';
    await retract(course);
    return answer.refusal;
  } catch (error) {
    if (error instanceof RouterAway && error.kind === 'not_sent') await retract(course);
    throw error;
  }
}

/** This turn's add did nothing, for certain. A turn lost meanwhile is noticed at its verdict. */
async function retract(course: Course): Promise<void> {
  course.progress = course.turn.progress;
  await retractAdd(course.hands.db, course.turn);
}

function judgeLook(seen: Exclude<Look, { found: 'nothing' }>, { hands, progress }: Course): Verdict {
  if (seen.found === 'hindrance') return judgeRefusal(seen.error, progress, hands.patience);
  const { username, routerItemId, remark } = seen;
  return { state: 'done', username, routerItemId, remark };
}

function judgeNo(refusal: RouterRefused, { hands, progress }: Course): Verdict {
  const judge = isPassing(refusal) ? judgeAway : judgeRefusal;
  return judge(errorOf(refusal), progress, hands.patience);
}

import type { Database } from '../db/database.ts';
import { type Answer, answerQuestion, type Question, readOpenQuestion } from '../db/questions.ts';
import { noteRouterHealth } from '../db/router-health.ts';
import { findRouterAccess } from '../db/routers.ts';
import type { Id } from '../domain/id.ts';
import { RouterAway, RouterRefused } from './routers/errors.ts';
import { listProfiles, readRouterIdentity } from './routers/identity.ts';
import type { RouterSessions } from './routers/pool.ts';
import type { RouterSession } from './routers/session.ts';
import { healthAfter } from './trouble.ts';

/** Answers a question into its row. Asked again after it was answered, it is left alone. */
export async function answer(db: Database, sessions: RouterSessions, id: Id<'question'>): Promise<void> {
  const question = await readOpenQuestion(db, id);
  if (question) await answerQuestion(db, id, await findAnswer(db, sessions, question));
}

/** The breaker is passed by: somebody has just asked, perhaps because they have repaired the router. */
async function findAnswer(db: Database, sessions: RouterSessions, question: Question): Promise<Answer> {
  const access = await findRouterAccess(db, question.router);
  if (!access) return { ok: false, message: 'This router was removed.' };
  try {
    const answer = await sessions.withSession(access.id, access, (session) => ask(session, question));
    await noteRouterHealth(db, access.id, { router: 'seen' });
    return answer;
  } catch (error) {
    if (!(error instanceof RouterAway || error instanceof RouterRefused)) throw error;
    await noteRouterHealth(db, access.id, healthAfter(error));
    return { ok: false, message: error.message };
  }
}

async function ask(session: RouterSession, question: Question): Promise<Answer> {
  if (question.ask === 'list_profiles') {
    const profiles = await listProfiles(session, question.service);
    return { ok: true, profiles: profiles.map(({ name }) => name) };
  }
  const { name, version, uptime, board } = await readRouterIdentity(session);
  const unsaid = 'not told';
  return {
    ok: true,
    identity: {
      name: name ?? unsaid,
      version: version ?? unsaid,
      uptime: uptime ?? unsaid,
      board: board ?? unsaid,
    },
  };
}

import { type Id, newId } from '../domain/id.ts';
import { commit, type Database } from './database.ts';

/** What one room may ask another. The row carries question and answer; the queue only knocks. */
export type Question =
  | { ask: 'test_router'; router: Id<'router'> }
  | { ask: 'list_profiles'; router: Id<'router'>; service: 'pppoe' | 'hotspot' };

export type Answer =
  | {
      ok: true;
      identity?: { name: string; version: string; uptime: string; board: string };
      profiles?: string[];
    }
  | { ok: false; message: string };

export async function askQuestion(db: Database, question: Question): Promise<Id<'question'>> {
  return commit(db, async (tx) => {
    const id = newId('question');
    await tx.sql`insert into questions (id, asked) values (${id}, ${tx.sql.json(question)})`;
    tx.wake({ queue: 'questions', id });
    return id;
  });
}

export async function readAnswer(db: Database, id: Id<'question'>): Promise<Answer | null> {
  const [row] = await db.sql<{ answer: Answer | null }[]>`select answer from questions where id = ${id}`;
  return row?.answer ?? null;
}

/** Null when it is answered already, or gone. */
export async function readOpenQuestion(db: Database, id: Id<'question'>): Promise<Question | null> {
  const [row] = await db.sql<
    { asked: Question }[]
  >`select asked from questions where id = ${id} and answer is null`;
  return row?.asked ?? null;
}

export async function answerQuestion(db: Database, id: Id<'question'>, answer: Answer): Promise<void> {
  await db.sql`
    update questions set answer = ${db.sql.json(answer)}, answered_at = now() where id = ${id} and answer is null`;
}

/** Questions whose knock was lost. Older ones have nobody waiting any more. */
export async function listForgottenQuestions(db: Database): Promise<Id<'question'>[]> {
  const rows = await db.sql<{ id: Id<'question'> }[]>`
    select id from questions
    where answer is null and asked_at between now() - interval '1 minute' and now() - interval '2 seconds'`;
  return rows.map((row) => row.id);
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import {
  type Begun,
  beginRequest,
  commitWithAnswer,
  forgetRequest,
  keepAnswer,
  nameRequest,
  noteWork,
  purgeAnswers,
} from './idempotent-answers.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

const made = { status: 201, body: '{"name":"Jane"}' };
const asked = (key: string, body = '{}', owner = 'user_1') =>
  nameRequest(owner, key, ['POST', '/leads', body]);

test('a key is begun once, answered once, and tells its answer from then on', async () => {
  const request = asked('once');
  expect(await beginRequest(house.db, request)).toEqual({ work: null });
  expect(await beginRequest(house.db, request)).toEqual({ refused: 'in_progress' });
  await keepAnswer(house.db, request, made);
  expect(await beginRequest(house.db, request)).toEqual({ answer: made });
  expect(await beginRequest(house.db, asked('once', '{"other":1}'))).toEqual({ refused: 'key_reused' });
  await expect(keepAnswer(house.db, request, made)).rejects.toThrow('took too long');
});

test('of twenty that begin at once one does the work', async () => {
  const begun = await Promise.all(Array.from({ length: 20 }, () => beginRequest(house.db, asked('many'))));
  expect(begun.filter((one: Begun) => 'work' in one)).toHaveLength(1);
});

test('a request that did nothing may be asked with another body', async () => {
  await beginRequest(house.db, asked('again'));
  await forgetRequest(house.db, asked('again'));
  expect(await beginRequest(house.db, asked('again', '{"other":1}'))).toEqual({ work: null });
});

test('whoever takes a request over is told what was begun', async () => {
  const request = asked('dead');
  await beginRequest(house.db, request);
  await commitWithAnswer(house.db, (tx) => noteWork(tx, request, 'conversion_1'));
  expect(await beginRequest(house.db, request)).toEqual({ refused: 'in_progress' });
  await house.db.sql`update idempotent_answers set created_at = now() - interval '2 minutes'`;
  expect(await beginRequest(house.db, request)).toEqual({ work: 'conversion_1' });
});

test('nothing of what was sent can be read back', () => {
  const request = asked('secret-key', '{"password":"pa55word"}');
  expect(JSON.stringify(request)).not.toMatch(/secret-key|pa55word/);
  expect(request.requestHash).not.toBe(asked('other-key', '{"password":"pa55word"}').requestHash);
});

test('answers go after a day, a batch at a time', async () => {
  await house.db.sql`delete from idempotent_answers`;
  for (const key of ['a', 'b', 'c']) await beginRequest(house.db, asked(key));
  await house.db.sql`
    update idempotent_answers set created_at = now() - interval '25 hours' where key_hash <> ${asked('c').keyHash}`;
  expect(await purgeAnswers(house.db, 1)).toBe(true);
  expect(await purgeAnswers(house.db)).toBe(false);
  expect((await house.db.sql`select from idempotent_answers`).count).toBe(1);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../db/person/api-keys.ts';
import { createTestDatabase, type TestDatabase, testSecretKey } from './database.ts';
import { endLeftovers, type KaribuProcess, startProcess } from './karibu-process.ts';

let house: TestDatabase;
let key: string;
beforeAll(async () => {
  house = await createTestDatabase();
  key = (await createApiKey(house.db, 'A program that repeats itself', 'owner')).key;
});
afterAll(async () => {
  await endLeftovers();
  await house.drop();
});

async function startAdmin(): Promise<{ karibu: KaribuProcess; url: string }> {
  const place = { ROLE: 'admin', PORT: '0', DATABASE_URL: house.url, SECRET_KEY: testSecretKey };
  const karibu = startProcess(['--import', 'tsx', 'main.ts'], place);
  const [, url = ''] = await karibu.says(/"url":"([^"]+)"[^\n]*Karibu is ready/);
  return { karibu, url };
}

const phoneOf = (n: number) => `+2547990${String(n).padStart(5, '0')}`;

/** The answer to the nth request; null where the line broke. The same n is the same request, key and all. */
async function ask(url: string, n: number): Promise<{ status: number; id: string } | null> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ phoneNumber: phoneOf(n), leadSource: 'Website', name: `Mteja ${n}` });
  try {
    const answer = await fetch(`${url}/api/leads`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': `request-${n}` },
      body,
    });
    // The API answers JSON; what it holds is compared below.
    const { _id } = (await answer.json()) as { _id: string };
    return { status: answer.status, id: _id };
  } catch {
    return null;
  }
}

const requests = 240;

/** Asks them all, some at a time, and calls `onAnswer` after each. */
async function askAll(url: string, onAnswer: (answered: number) => void = () => undefined) {
  const answers = new Map<number, { status: number; id: string } | null>();
  const waiting = Array.from({ length: requests }, (_, n) => n);
  const program = async () => {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
      answers.set(n, await ask(url, n));
      onAnswer(answers.size);
    }
  };
  await Promise.all(Array.from({ length: 8 }, program));
  return answers;
}

test('requests that kill -9 broke off are asked again: each is answered, none is done twice', async () => {
  const first = await startAdmin();
  const before = await askAll(first.url, (answered) => {
    if (answered === 90) first.karibu.kill('SIGKILL');
  });
  await first.karibu.ended();
  const broken = [...before.values()].filter((answer) => answer === null).length;
  expect(broken).toBeGreaterThan(0);
  expect(broken).toBeLessThan(requests);
  // What the dead process left is free after a minute; a test need not wait for it.
  await house.db
    .sql`update idempotent_answers set created_at = now() - interval '2 minutes' where status is null`;

  const second = await startAdmin();
  const after = await askAll(second.url);
  second.karibu.kill('SIGTERM');
  await second.karibu.ended();
  expect([...after.values()].every((answer) => answer?.status === 201)).toBe(true);
  for (const [n, answer] of before) if (answer) expect(after.get(n)).toEqual(answer);
  const [leads] = await house.db.sql`select count(*), count(distinct phone) as phones from leads`;
  expect(leads).toEqual({ count: requests, phones: requests });
}, 120_000);

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { emailOf, hire, staffPassword } from '../test/desk.ts';
import { type Figure, round } from './figures.ts';
import { load, type Rate } from './leads-load.ts';
import type { Asked } from './leads-requests.ts';

// The whole table as a file, taken by somebody with a fast line and by somebody with a slow one: what it costs the admin in
// memory, and those who work beside it in time.

interface Exporting {
  db: Database;
  url: string;
  pid: number;
  key: string;
  /** What others do meanwhile. */
  next(): Asked;
}

/** Bytes a second that the slow line takes, for so many seconds; then whoever waited gives up. */
const slow = { bytesPerSecond: 1_000_000, seconds: 15 };

export async function measureExport(ground: Exporting): Promise<Figure[]> {
  const cookie = await signIn(ground);
  const alone = await others(ground);
  const fast = await exportBeside(ground, (signal) => takeFast(ground.url, cookie, signal));
  const slowly = await exportBeside(ground, (signal) => takeSlowly(ground.url, cookie, signal));
  return [
    ['a fast reader', fast] as const,
    [`a reader of ${slow.bytesPerSecond / 1e6} MB/s`, slowly] as const,
  ].flatMap(([reader, { grownMb, startMb, megabytes, seconds, beside }]): Figure[] => [
    {
      what: `memory of the admin, export to ${reader}`,
      measured: `${round(startMb)} MB + ${round(grownMb)} MB at most`,
      baseline: `${round(megabytes)} MB written in ${round(seconds)} s`,
      ratio: (startMb + grownMb) / startMb,
    },
    {
      what: `get one, 16 at once, beside ${reader}`,
      measured: rateText(beside),
      baseline: `without an export: ${rateText(alone)}`,
      ratio: beside.perSecond / alone.perSecond,
    },
  ]);
}

const rateText = ({ perSecond, p50, p99 }: Rate) => `${round(perSecond)}/s, ${round(p50)}–${round(p99)} ms`;

const others = ({ url, key, next }: Exporting) => load({ url, key, connections: 16, seconds: 5, next });

/** The owner's session: exporting is for people. */
async function signIn({ db, url }: Exporting): Promise<string> {
  await hire(db, 'Amina Owino', 'owner');
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url },
    body: new URLSearchParams({ email: emailOf('Amina'), password: staffPassword }),
  });
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  if (answer.status !== 303) throw new Error(`Amina could not sign in: ${answer.status}.`);
  return cookies.join('; ');
}

interface Taken {
  megabytes: number;
  seconds: number;
}

async function exportBeside(ground: Exporting, take: (signal: AbortSignal) => Promise<Taken>) {
  const startMb = residentOf(ground.pid);
  const end = new AbortController();
  const memory = watchMemory(ground.pid, end.signal);
  const [taken, beside] = await Promise.all([take(end.signal), others(ground)]);
  end.abort();
  return { ...taken, beside, startMb, grownMb: (await memory) - startMb };
}

const residentOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** The most that it was, until it is told to stop. */
async function watchMemory(pid: number, signal: AbortSignal): Promise<number> {
  let most = 0;
  while (!signal.aborted) {
    most = Math.max(most, residentOf(pid));
    await sleep(50);
  }
  return most;
}

async function openExport(url: string, cookie: string, signal: AbortSignal) {
  const answer = await fetch(`${url}/leads/export.csv`, { headers: { cookie }, signal });
  if (!answer.ok || !answer.body) throw new Error(`The export answered ${answer.status}.`);
  return answer.body;
}

async function takeFast(url: string, cookie: string, signal: AbortSignal): Promise<Taken> {
  const began = performance.now();
  let bytes = 0;
  for await (const chunk of await openExport(url, cookie, signal)) bytes += chunk.length;
  return { megabytes: bytes / 1e6, seconds: (performance.now() - began) / 1000 };
}

async function takeSlowly(url: string, cookie: string, signal: AbortSignal): Promise<Taken> {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let bytes = 0;
  for await (const chunk of await openExport(url, cookie, signal)) {
    bytes += chunk.length;
    if (elapsed() > slow.seconds) break;
    await sleep(Math.max(0, 1000 * (bytes / slow.bytesPerSecond - elapsed())));
  }
  return { megabytes: bytes / 1e6, seconds: elapsed() };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { findLatestConversion } from '../db/conversion/conversion-reads.ts';
import { findLead } from '../db/lead/lead-reads.ts';
import type { Id } from '../domain/id.ts';
import type { Fault } from '../worker/routers/simulator/faults.ts';
import { testSecretKey } from './database.ts';
import type { Errand } from './fixtures/worker-to-kill.ts';
import {
  notesAbout,
  openWorkshop,
  password,
  quick,
  type RouterAtWork,
  untilState,
  type Workshop,
} from './workshop.ts';

const program = fileURLToPath(new URL('./fixtures/worker-to-kill.ts', import.meta.url));
const timing = { ...quick, leaseMs: 600 };

/** A conversion whose process is killed somewhere on its way. */
interface Run {
  shop: Workshop;
  router: RouterAtWork;
  lead: Id<'lead'>;
  errand: Omit<Errand, 'killAt'>;
}

let names = 0;

async function prepare(shop: Workshop, fault: Fault | null): Promise<Run> {
  names += 1;
  const router = await shop.startRouter();
  if (fault) router.fault(fault);
  const lead = await shop.newLead(`Mteja ${names}`);
  const wish = { username: `mteja${names}`, password, packageId: shop.packages.pppoe, routerId: router.id };
  const errand = {
    databaseUrl: shop.databaseUrl,
    secretKey: testSecretKey,
    routerPort: router.port,
    lead,
    wish: { ...wish, ipAddress: null },
    by: shop.wanjiru,
    worker: timing,
  };
  return { shop, router, lead, errand };
}

function start({ errand }: Run, killAt: string | null): ChildProcess {
  const task = JSON.stringify({ ...errand, killAt } satisfies Errand);
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, ['--import', 'tsx', program, task], { stdio: [...stdio] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The points that an undisturbed process passes, in their order. */
async function listPoints(shop: Workshop, fault: Fault | null): Promise<string[]> {
  const run = await prepare(shop, fault);
  const child = start(run, null);
  if (!child.stdout) throw new Error('Its output is piped.');
  const points: string[] = [];
  createInterface(child.stdout).on('line', (line) => points.push(line));
  await finished(run);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return points;
}

async function finished({ shop, lead }: Run): Promise<Id<'conversion'>> {
  await expect.poll(() => findLatestConversion(shop.db, lead), { timeout: 20_000 }).not.toBeNull();
  const conversion = await findLatestConversion(shop.db, lead);
  if (!conversion) throw new Error('It was there a moment ago.');
  await untilState(shop.db, conversion.id, 'done');
  return conversion.id;
}

/**
 * Starts a process that kills itself at this point, starts the house again, and looks at what has become of it all. False
 * when the process came to the end without passing the point: what the sweep adds to its way is not the same each time.
 */
async function surviveKill(shop: Workshop, fault: Fault | null, point: string): Promise<boolean> {
  const run = await prepare(shop, fault);
  const child = start(run, point);
  const died = once(child, 'exit').then(() => true);
  const cameThrough = finished(run).then(() => sleep(1_000, false));
  // Where the process dies the conversion is finished by the next one, and neither promise is left behind.
  const isKilled = await Promise.race([died, cameThrough]);
  child.kill('SIGKILL');
  await died;
  const worker = shop.startWorker(timing);
  // Nothing was asked for yet: the person clicks again.
  if (!(await findLatestConversion(shop.db, run.lead))) await shop.ask(run.lead, run.errand.wish);
  await cameThrough;
  const id = await finished(run);
  await worker.stop();
  await expectOneOfEverything(run, id, point);
  return isKilled;
}

async function expectOneOfEverything(
  { shop, router, lead, errand }: Run,
  id: Id<'conversion'>,
  point: string,
) {
  const { username } = errand.wish;
  expect(router.rows('/ppp/secret'), point).toMatchObject([
    { name: username, password, comment: `${id} ${lead}` },
  ]);
  const users = await shop.db.sql`select username from mikrotik_users where lead_id = ${lead}`;
  expect([...users], point).toEqual([{ username }]);
  const notes = (await notesAbout(shop.db, id)).filter((note) => note.key !== 'doubt');
  expect(notes, point).toMatchObject([
    { key: 'asker', reader: 'Wanjiru', notice: { kind: 'conversion_done' } },
    { key: 'bringer', reader: 'Atieno', notice: { kind: 'brought_lead_converted' } },
  ]);
  const found = await findLead(shop.db, lead);
  expect(
    found?.statusHistory.map((entry) => entry.status),
    point,
  ).toEqual(['New', 'Converted']);
}

/** Several at once, each in a workshop of its own: a worker serves every conversion of its database. */
const benches = 3;

describe('a process killed on its way through a conversion', () => {
  const shops: Workshop[] = [];
  beforeAll(async () => {
    for (let bench = 0; bench < benches; bench++) shops.push(await openWorkshop());
  });
  afterAll(async () => {
    for (const shop of shops) await shop.close();
  });

  async function surviveEvery(points: readonly string[], fault: Fault | null): Promise<void> {
    const left = [...points];
    const passedBy: string[] = [];
    const workThrough = async (shop: Workshop) => {
      for (let point = left.shift(); point; point = left.shift())
        if (!(await surviveKill(shop, fault, point))) passedBy.push(point);
    };
    const outcomes = await Promise.allSettled(shops.map(workThrough));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    expect(passedBy.length, passedBy.join()).toBeLessThan(points.length / 4);
  }

  const someShop = () => {
    const [shop] = shops;
    if (!shop) throw new Error('There are workshops.');
    return shop;
  };

  test('leaves one user, one row, one note to each reader and a customer, wherever it died', async () => {
    const points = await listPoints(someShop(), null);
    expect(points).toContain('/ppp/secret/add has left');
    await surviveEvery(points, null);
  }, 180_000);

  const faults: Fault[] = [
    { on: '/ppp/secret/add', do: 'apply_then_close' },
    { on: '/ppp/secret/add', do: 'apply_late', ms: 450 },
    { on: '/ppp/secret/add', do: 'apply_then_half_reply' },
  ];
  test.each(faults)(
    'leaves the same when the router, besides, answers an add with $do',
    async (fault) => {
      const points = await listPoints(someShop(), fault);
      // Until the add has left, its way is that of the test before. Of the rest each fault takes every third point.
      const onwards = points.slice(points.indexOf('/ppp/secret/add has left'));
      const share = onwards.filter((_, place) => place % faults.length === faults.indexOf(fault));
      expect(share.length).toBeGreaterThan(5);
      await surviveEvery(share, fault);
    },
    180_000,
  );
});

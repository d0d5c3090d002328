import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countImportRows } from '../db/import/import-rows.ts';
import { findImport, revertImport, startImport } from '../db/import/imports.ts';
import { verifyLeadMonths } from '../db/reports/lead-months.ts';
import type { Id } from '../domain/id.ts';
import { createLog } from '../log.ts';
import { createImports } from '../worker/imports.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { hire } from './desk.ts';
import { eventually } from './eventually.ts';
import type { ImportErrand } from './fixtures/import-to-kill.ts';
import { uploadRows } from './imports.ts';

const program = fileURLToPath(new URL('./fixtures/import-to-kill.ts', import.meta.url));
/** Two batches of an import, and three of its revert. */
const count = 600;

let house: TestDatabase;
let faith: Id<'user'>;
beforeAll(async () => {
  house = await createTestDatabase();
  faith = await hire(house.db, 'Faith Mwende', 'manager');
});
afterAll(() => house.drop());

/** What the process printed, and whether it died on the way. */
async function run(id: Id<'import'>, killAt: string | null): Promise<{ points: string[]; died: boolean }> {
  const errand = JSON.stringify({ databaseUrl: house.url, id, killAt } satisfies ImportErrand);
  const child = spawn(process.execPath, ['--import', 'tsx', program, errand], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const printed = await text(child.stdout);
  const [, signal] = await ended;
  return { points: printed.split('\n').filter(Boolean), died: signal === 'SIGKILL' };
}

/** What the sweep does: knocks until there is nothing left to do. */
async function finish(id: Id<'import'>): Promise<void> {
  const imports = createImports({ db: house.db, databaseUrl: house.url, log: createLog('silent') });
  await eventually(async () => {
    await imports.serve(id);
    expect(await findImport(house.db, id)).toMatchObject({
      state: expect.stringMatching(/^(done|reverted)$/),
    });
  });
}

let people = 0;

async function prepare(): Promise<Id<'import'>> {
  people += count;
  const rows = Array.from({ length: count }, (_, index) => [
    `07${10_000_000 + people + index}`,
    `Mteja ${index}`,
  ]);
  const id = await uploadRows(house.db, faith, ['phone', 'name'], rows);
  await startImport(house.db, id, faith);
  return id;
}

async function eventsOf(id: Id<'import'>): Promise<Record<string, number>> {
  const rows = await house.db.sql<{ kind: string; count: number }[]>`
    select e.kind, count(*) from lead_events e join leads l on l.id = e.lead_id where l.import_id = ${id} group by e.kind`;
  return Object.fromEntries(rows.map((row) => [row.kind, row.count]));
}

/** Three at a time: most of each turn a process only starts. */
async function atEach(points: readonly string[], survive: (point: string) => Promise<void>): Promise<void> {
  const left = [...points];
  const lane = async () => {
    for (let point = left.shift(); point; point = left.shift()) await survive(point);
  };
  await Promise.all([lane(), lane(), lane()]);
}

const isFourth = (_: string, place: number) => place % 4 === 1;

describe('a process killed between any two statements', () => {
  test('of an import leaves each row one lead with its two events', async () => {
    const { points } = await run(await prepare(), null);
    expect(points.length).toBeGreaterThan(20);
    // The batches pass the same points, so that every fourth of all of them, starting a process each, shows what there is.
    await atEach(points.filter(isFourth), async (point) => {
      const id = await prepare();
      expect((await run(id, point)).died, point).toBe(true);
      await finish(id);
      expect((await countImportRows(house.db, [id])).get(id), point).toMatchObject({
        imported: count,
        open: 0,
      });
      expect(await eventsOf(id), point).toEqual({ created: count, status: count });
    });
    expect(await verifyLeadMonths(house.db)).toEqual([]);
  }, 180_000);

  test('of a revert takes each lead back once', async () => {
    const first = await prepare();
    await finish(first);
    await revertImport(house.db, first, faith);
    const { points } = await run(first, null);
    await atEach(points.filter(isFourth), async (point) => {
      const id = await prepare();
      await finish(id);
      await revertImport(house.db, id, faith);
      expect((await run(id, point)).died, point).toBe(true);
      await finish(id);
      expect((await countImportRows(house.db, [id])).get(id), point).toMatchObject({ reverted: count });
      expect(await eventsOf(id), point).toEqual({ created: count, status: count, archived: count });
    });
    expect(await verifyLeadMonths(house.db)).toEqual([]);
  }, 180_000);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { countImportRows } from '../db/import/import-rows.ts';
import { findImport, revertImport, startImport } from '../db/import/imports.ts';
import type { Id } from '../domain/id.ts';
import { createLog } from '../log.ts';
import { hire } from '../test/desk.ts';
import { eventually } from '../test/eventually.ts';
import { manyPeople, uploadRows } from '../test/imports.ts';
import { openWorkshop, type Workshop } from '../test/workshop.ts';
import { createImports } from './imports.ts';

let shop: Workshop;
let faith: Id<'user'>;
beforeEach(async () => {
  shop = await openWorkshop();
  faith = await hire(shop.db, 'Faith Mwende', 'manager');
});
afterEach(() => shop.close());

const upload = (count: number) => uploadRows(shop.db, faith, ['phone', 'name'], manyPeople(count));
const untilState = (id: Id<'import'>, state: string) =>
  eventually(async () => expect(await findImport(shop.db, id)).toMatchObject({ state }));

test('an import runs when it is knocked for, and goes back when that is', async () => {
  shop.startWorker({ sweepMs: 60_000 });
  const id = await upload(700);
  await startImport(shop.db, id, faith);
  await untilState(id, 'done');
  await revertImport(shop.db, id, faith);
  await untilState(id, 'reverted');
  expect((await countImportRows(shop.db, [id])).get(id)).toMatchObject({ reverted: 700 });
});

test('an import whose knock was lost is found by the sweep', async () => {
  shop.db.knock = async () => undefined;
  shop.startWorker();
  const id = await upload(3);
  await startImport(shop.db, id, faith);
  await untilState(id, 'done');
});

test('the hourly purge forgets what stood in an import of more than a month ago', async () => {
  const id = await upload(3);
  await shop.db.sql`
    update imports set state = 'done', finished_at = now() - interval '31 days' where id = ${id}`;
  shop.startWorker();
  const left = () => shop.db.sql`select from import_rows where import_id = ${id} and cells <> '[]'`;
  await expect.poll(left).toHaveLength(0);
});

test('while a worker is at an import another leaves it alone', async () => {
  const id = await upload(1200);
  await startImport(shop.db, id, faith);
  const needs = { db: shop.db, databaseUrl: shop.databaseUrl, log: createLog('silent') };
  const first = createImports(needs).serve(id);
  await eventually(async () =>
    expect((await countImportRows(shop.db, [id])).get(id)?.imported).toBeGreaterThan(0),
  );
  await createImports(needs).serve(id);
  expect(await findImport(shop.db, id)).toMatchObject({ state: 'running' });
  await first;
  expect(await findImport(shop.db, id)).toMatchObject({ state: 'done' });
});

test('stopping ends after the batch under way; the next worker goes on', async () => {
  const id = await upload(1200);
  await startImport(shop.db, id, faith);
  const needs = { db: shop.db, databaseUrl: shop.databaseUrl, log: createLog('silent') };
  const first = createImports(needs);
  const served = first.serve(id);
  first.stop();
  await served;
  expect(await findImport(shop.db, id)).toMatchObject({ state: 'running' });
  await createImports(needs).serve(id);
  expect((await countImportRows(shop.db, [id])).get(id)).toMatchObject({ imported: 1200 });
});

test('an import that meets what cannot be stored breaks off with words, and can be undone', async () => {
  const id = await upload(3);
  await startImport(shop.db, id, faith);
  await shop.db.sql`alter table leads add constraint no_mteja check (name <> 'Mteja 1')`;
  const imports = createImports({ db: shop.db, databaseUrl: shop.databaseUrl, log: createLog('silent') });
  await imports.serve(id);
  expect(await findImport(shop.db, id)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('stays'),
  });
  await revertImport(shop.db, id, faith);
  await imports.serve(id);
  expect(await findImport(shop.db, id)).toMatchObject({ state: 'reverted', error: null });
});

test('an import that meets a fault of ours again and again breaks off with words; a lost connection is no such fault', async () => {
  const id = await upload(3);
  await startImport(shop.db, id, faith);
  await shop.db.sql.unsafe(`
    create function stumble() returns trigger language plpgsql as $$ begin raise exception using errcode = tg_argv[0]; end $$;
    create trigger stumbles before insert on leads for each row execute function stumble('57P01')`);
  const imports = createImports({ db: shop.db, databaseUrl: shop.databaseUrl, log: createLog('silent') });
  for (let time = 1; time <= 5; time++) await expect(imports.serve(id)).rejects.toThrow();
  await shop.db.sql.unsafe(`
    drop trigger stumbles on leads;
    create trigger stumbles before insert on leads for each row execute function stumble('42703')`);
  await expect(imports.serve(id)).rejects.toThrow();
  await expect(imports.serve(id)).rejects.toThrow();
  expect(await findImport(shop.db, id)).toMatchObject({ state: 'running' });
  await imports.serve(id);
  expect(await findImport(shop.db, id)).toMatchObject({ state: 'failed', error: expect.any(String) });
});

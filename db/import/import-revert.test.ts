import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { hire } from '../../test/desk.ts';
import { importRows, manyPeople, outcomesOf } from '../../test/imports.ts';
import { archiveLead } from '../lead/lead-archive.ts';
import { editLead } from '../lead/lead-edit.ts';
import { takeInLead } from '../lead/lead-intake.ts';
import { verifyLeadMonths } from '../reports/lead-months.ts';
import { purgeImportCells } from './import-purge.ts';
import { foreseeRevert, revertImportBatch } from './import-revert.ts';
import { countImportRows, listEndedRows } from './import-rows.ts';
import { findImport, revertImport } from './imports.ts';

let house: TestDatabase;
let faith: Id<'user'>;
beforeAll(async () => {
  house = await createTestDatabase();
  faith = await hire(house.db, 'Faith Mwende', 'manager');
});
afterAll(() => house.drop());

async function revert(id: Id<'import'>): Promise<void> {
  expect(await revertImport(house.db, id, faith)).toBe('ok');
  while ((await revertImportBatch(house.db, id)) !== 'over');
}

const leadsOf = (id: Id<'import'>) => house.db.sql<{ id: Id<'lead'>; phone: string }[]>`
  select id, phone from leads where import_id = ${id} and archived_at is null order by id`;

test('leads that nobody has touched are archived, and their phones are free again', async () => {
  const { db } = house;
  const people = manyPeople(600);
  const id = await importRows(db, faith, ['phone', 'name'], people);
  await revert(id);
  expect(await leadsOf(id)).toHaveLength(0);
  expect(await findImport(db, id)).toMatchObject({
    state: 'reverted',
    revertedBy: { id: faith, name: 'Faith Mwende' },
  });
  expect((await countImportRows(db, [id])).get(id)).toMatchObject({ reverted: 600, imported: 0 });
  expect(await verifyLeadMonths(db)).toEqual([]);
  const archived = await db.sql`select from lead_events where kind = 'archived' and by_person_id = ${faith}`;
  expect(archived.count).toBe(600);
  const again = await importRows(db, faith, ['phone', 'name'], people);
  expect(await leadsOf(again)).toHaveLength(600);
});

test('leads that people have worked on are kept, and each says why', async () => {
  const { db } = house;
  const id = await importRows(
    db,
    faith,
    ['phone', 'name'],
    [
      ['0722000001', 'Moved'],
      ['0722000002', 'Touched'],
      ['0722000003', 'Chatting'],
      ['0722000004', 'Archived by hand'],
      ['0722000005', 'Untouched'],
      ['0722000006', 'Renamed'],
    ],
  );
  const [moved, touched, chatting, byHand, , renamed] = await leadsOf(id);
  if (!moved || !touched || !chatting || !byHand || !renamed) throw new Error('Six were imported.');
  await editLead(db, moved.id, { status: 'Contacted' }, faith);
  await takeInLead(db, { phone: touched.phone as never, source: 'Website' }, null, 'form');
  await db.sql`
    insert into conversations (id, channel, account, address, lead_id)
    values ('conversation_1', 'telegram', '42', '7', ${chatting.id})`;
  await archiveLead(db, byHand.id, faith);
  await editLead(db, renamed.id, { fields: { name: 'Akinyi' } }, faith);
  expect(await foreseeRevert(db, id)).toEqual({ going: 1, kept: 4 });
  await db.sql.begin(async (sql) => {
    await sql`lock table leads`;
    expect(await foreseeRevert(db, id, 50)).toBeNull();
  });
  await revert(id);
  expect(await outcomesOf(db, id)).toEqual(['kept', 'kept', 'kept', 'reverted', 'reverted', 'kept']);
  const kept = await listEndedRows(db, id, { outcomes: ['kept'], after: 0, limit: 10 });
  expect(kept.map(({ error }) => error)).toEqual([
    'Somebody worked on it: it was moved to Contacted.',
    'Somebody worked on it: the phone was given again.',
    'There is a chat with this person.',
    'Somebody worked on it: it was edited.',
  ]);
  expect((await leadsOf(id)).map((lead) => lead.id)).toEqual([moved.id, touched.id, chatting.id, renamed.id]);
});

test('a revert that goes on behind a row leaves none before it', async () => {
  const { db } = house;
  const people = manyPeople(20).map(([p = '', n = '']) => [p.replace(/^071/, '075'), n]);
  const id = await importRows(db, faith, ['phone', 'name'], people);
  await revertImport(db, id, faith);
  expect(await revertImportBatch(db, id, 15)).toBe(21);
  expect(await revertImportBatch(db, id, 21)).toBe(0);
  expect(await findImport(db, id)).toMatchObject({ state: 'reverting' });
  expect(await revertImportBatch(db, id, 0)).toBe(15);
  expect(await revertImportBatch(db, id, 15)).toBe(0);
  expect(await revertImportBatch(db, id, 0)).toBe('over');
  expect(await leadsOf(id)).toHaveLength(0);
});

test('reverting twice, and with two workers, takes each lead back once', async () => {
  const { db } = house;
  const id = await importRows(
    db,
    faith,
    ['phone', 'name'],
    manyPeople(400).map(([phone = '', name = '']) => [phone.replace(/^071/, '079'), name]),
  );
  await revertImport(db, id, faith);
  expect(await revertImport(db, id, faith)).toBe('ok');
  const work = async () => {
    while ((await findImport(db, id))?.state === 'reverting') await revertImportBatch(db, id);
  };
  await Promise.all([work(), work()]);
  expect(await revertImport(db, id, faith)).toBe('ok');
  expect(await findImport(db, id)).toMatchObject({ state: 'reverted' });
  const archived = await db.sql`
    select from lead_events e join leads l on l.id = e.lead_id where l.import_id = ${id} and e.kind = 'archived'`;
  expect(archived.count).toBe(400);
});

test('what stood in the rows is forgotten after a month, and what became of them is not', async () => {
  const { db } = house;
  const id = await importRows(
    db,
    faith,
    ['phone', 'name'],
    manyPeople(3).map(([p = '', n = '']) => [p.replace(/^071/, '074'), n]),
  );
  const cells = () => db.sql`select cells from import_rows where import_id = ${id} and cells <> '[]'`;
  expect(await purgeImportCells(db, 2)).toBe(false);
  expect(await cells()).toHaveLength(3);
  await db.sql`update imports set finished_at = now() - interval '31 days' where id = ${id}`;
  expect(await purgeImportCells(db, 2)).toBe(true);
  expect(await cells()).toHaveLength(1);
  expect(await purgeImportCells(db, 2)).toBe(true);
  expect(await cells()).toHaveLength(0);
  expect(await purgeImportCells(db, 2)).toBe(false);
  expect(await outcomesOf(db, id)).toEqual(['imported', 'imported', 'imported']);
});

test('an upload that nobody went on with is discarded after a month', async () => {
  const { db } = house;
  const id = await importRows(db, faith, ['phone', 'name'], []);
  await db.sql`update imports set state = 'uploaded', finished_at = null, created_at = now() - interval '31 days' where id = ${id}`;
  expect(await purgeImportCells(db)).toBe(true);
  expect(await findImport(db, id)).toBeNull();
});

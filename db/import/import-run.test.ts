import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addLead, hire, stock } from '../../test/desk.ts';
import { importRows, manyPeople, outcomesOf, uploadRows } from '../../test/imports.ts';
import { mergeLeads } from '../lead/lead-merge.ts';
import { findLead } from '../lead/lead-reads.ts';
import { addPerson } from '../person/people.ts';
import { verifyLeadMonths } from '../reports/lead-months.ts';
import { countImportRows, listEndedRows } from './import-rows.ts';
import { isDataFault, isPassingFault, runImportBatch } from './import-run.ts';
import { findImport, keepImport, listWorkingImports, revertImport, startImport } from './imports.ts';

let house: TestDatabase;
let faith: Id<'user'>;
beforeAll(async () => {
  house = await createTestDatabase();
  faith = await hire(house.db, 'Faith Mwende', 'manager');
  await stock(house.db);
});
afterAll(() => house.drop());

const leadsOf = (id: Id<'import'>) => house.db.sql`select * from leads where import_id = ${id} order by id`;

test('every row becomes a lead, with who imported it in its history', async () => {
  const { db } = house;
  const id = await importRows(
    db,
    faith,
    [
      'phone',
      'name',
      'source',
      'package',
      'assignedTo',
      'followUpDate',
      'agreedInstallationFee',
      'customerHasRouter',
    ],
    [
      [
        '0712000001',
        'Jane',
        'Referral',
        '20 mbps home',
        'faith@isp.test',
        '24/12/2026',
        'KES 2,500',
        'ndiyo',
      ],
    ],
  );
  expect(await outcomesOf(db, id)).toEqual(['imported']);
  const [row] = await leadsOf(id);
  expect(await findLead(db, row?.id)).toMatchObject({
    phone: '+254712000001',
    phoneAttested: false,
    name: 'Jane',
    source: 'Referral',
    package: { name: '20 Mbps Home' },
    assignedTo: { id: faith },
    followUpDate: '2026-12-24',
    agreedInstallationFee: '2500.00',
    customerHasRouter: true,
    importId: id,
    statusHistory: [{ status: 'New', changedBy: faith }],
  });
  const events =
    await db.sql`select kind, details, by_person_id from lead_events where lead_id = ${row?.id} order by id`;
  expect([...events]).toEqual([
    { kind: 'created', details: { door: 'import' }, byPersonId: faith },
    { kind: 'status', details: { from: null, to: 'New' }, byPersonId: faith },
  ]);
  expect(await findImport(db, id)).toMatchObject({
    state: 'done',
    rowCount: 1,
    by: { name: 'Faith Mwende' },
  });
});

test('a phone that is a lead already is left as it is, and the row says whose it is', async () => {
  const { db } = house;
  const known = await addLead(db, { phone: '0712000010', name: 'Otieno' });
  const before = await findLead(db, known);
  const id = await importRows(
    db,
    faith,
    ['phone', 'name'],
    [
      ['0712000010', 'Somebody else'],
      ['0712000011', 'Wafula'],
      ['+254 712 000 011', 'Wafula again'],
    ],
  );
  expect(await outcomesOf(db, id)).toEqual(['duplicate', 'imported', 'duplicate']);
  expect(await findLead(db, known)).toEqual(before);
  const [first, second] = await listEndedRows(db, id, { outcomes: ['duplicate'], after: 0, limit: 10 });
  expect(first?.lead).toEqual({ id: known, name: 'Otieno' });
  expect(second?.lead).toMatchObject({ name: 'Wafula' });
});

test('the second phone of two leads that became one is a duplicate of that one', async () => {
  const { db } = house;
  const kept = await addLead(db, { phone: '0712000020', name: 'Wanjiru' });
  const gone = await addLead(db, { phone: '0712000021' });
  await mergeLeads(db, { kept, gone, choices: new Set(), by: faith });
  const id = await importRows(db, faith, ['phone'], [['0712000021']]);
  expect(await outcomesOf(db, id)).toEqual(['duplicate']);
  const [row] = await listEndedRows(db, id, { outcomes: ['duplicate'], after: 0, limit: 10 });
  expect(row?.lead).toEqual({ id: kept, name: 'Wanjiru' });
});

test('a row that is wrong says why, and holds up no other', async () => {
  const { db } = house;
  const paused = await addPerson(db, { name: 'Mark Kiprono', role: 'technician' });
  if ('refused' in paused) throw new Error('Mark is new here.');
  await db.sql`update people set active = false where id = ${paused.person}`;
  await db.sql`update packages set active = false where name = '20 Mbps Home'`;
  const id = await importRows(
    db,
    faith,
    ['phone', 'assignedTo', 'package'],
    [
      ['7.12346E+08', '', ''],
      ['0712000020', 'Mark Kiprono', ''],
      ['0712000021', '', '20 Mbps Home'],
      ['0712000022', '', ''],
    ],
  );
  await db.sql`update packages set active = true`;
  expect(await outcomesOf(db, id)).toEqual(['refused', 'refused', 'refused', 'imported']);
  const rows = await listEndedRows(db, id, { outcomes: ['refused'], after: 2, limit: 10 });
  expect(rows.map(({ error }) => error)).toEqual([
    'Assigned to: “Mark Kiprono” does not work here.',
    'Desired package: The package “20 Mbps Home” is not known here.',
  ]);
});

test('customers come with their dates, in the ISP’s zone, and the months count them', async () => {
  const { db } = house;
  const id = await importRows(
    db,
    faith,
    ['phone', 'status', 'createdOn', 'convertedOn'],
    [
      ['0712000030', 'Converted', '2025-03-01', '30/06/2025'],
      ['0712000031', 'Converted', '', ''],
      ['0712000032', 'Interested', '1 Mar 2025', ''],
    ],
  );
  const [first, second, third] = await leadsOf(id);
  expect(first?.createdAt.toJSON()).toBe('2025-02-28T21:00:00.000Z');
  expect(first?.convertedAt.toJSON()).toBe('2025-06-29T21:00:00.000Z');
  expect(second?.convertedAt).not.toBeNull();
  expect(third).toMatchObject({ status: 'Interested', convertedAt: null });
  expect(await verifyLeadMonths(db)).toEqual([]);
});

test('who brought a lead is known by their phone', async () => {
  const { db } = house;
  const agent = await addPerson(db, {
    name: 'Atieno',
    role: 'agent',
    agentKind: 'caretaker',
    phone: parsePhone('0733000222'),
  });
  const id = await importRows(
    db,
    faith,
    ['phone', 'broughtInBy', 'broughtInByContact'],
    [['0712000040', 'Mama Atieno', '0733 000 222']],
  );
  expect(await leadsOf(id)).toMatchObject([
    {
      broughtInBy: 'Mama Atieno',
      broughtInByContact: '+254733000222',
      broughtInByPersonId: 'person' in agent ? agent.person : '',
    },
  ]);
});

test('nobody is written to about imported leads', async () => {
  const { db } = house;
  const chats = await db.sql`
    insert into conversations (id, channel, account, address, alerts_staff)
    values ('conversation_1', 'telegram', '42', '-100', true) returning id`;
  expect(chats).toHaveLength(1);
  await importRows(db, faith, ['phone', 'name'], [['0712000050', 'Akinyi']]);
  expect((await db.sql`select from outbox`).count).toBe(0);
});

describe('of a thousand rows', () => {
  test('each becomes one lead, though two workers are at it', async () => {
    const { db } = house;
    const id = await uploadRows(db, faith, ['phone', 'name'], manyPeople(1200));
    await startImport(db, id, faith);
    expect(await listWorkingImports(db)).toEqual([id]);
    const work = async () => {
      while ((await findImport(db, id))?.state === 'running') await runImportBatch(db, id);
    };
    await Promise.all([work(), work(), work()]);
    expect((await leadsOf(id)).count).toBe(1200);
    expect((await countImportRows(db, [id])).get(id)).toMatchObject({ imported: 1200, open: 0 });
    expect(await listWorkingImports(db)).toEqual([]);
    expect(await verifyLeadMonths(db)).toEqual([]);
  });

  test('two imports of the same people, in opposite orders, make each of them once', async () => {
    const { db } = house;
    const people = manyPeople(1500).map(([phone = '', name = '']) => [phone.replace(/^07/, '01'), name]);
    const one = await uploadRows(db, faith, ['phone', 'name'], people);
    const other = await uploadRows(db, faith, ['phone', 'name'], people.toReversed());
    const work = async (id: Id<'import'>) => {
      await startImport(db, id, faith);
      while ((await runImportBatch(db, id)) !== 'over');
    };
    await Promise.all([work(one), work(other)]);
    const counts = await countImportRows(db, [one, other]);
    const imported = (counts.get(one)?.imported ?? 0) + (counts.get(other)?.imported ?? 0);
    expect(imported).toBe(1500);
  });

  test('those that were not reached when it was stopped stay open', async () => {
    const { db } = house;
    const id = await uploadRows(
      db,
      faith,
      ['phone', 'name'],
      manyPeople(600).map(([p = '', n = '']) => [p.replace(/^071/, '074'), n]),
    );
    await startImport(db, id, faith);
    expect(await runImportBatch(db, id)).toBe(501);
    expect(await revertImport(db, id, faith)).toBe('ok');
    expect(await runImportBatch(db, id)).toBe('over');
    expect((await countImportRows(db, [id])).get(id)).toMatchObject({ imported: 500, open: 100 });
    await db.sql`update imports set state = 'done' where id = ${id}`;
  });
});

test('an import is started once, and only when its columns are known', async () => {
  const { db } = house;
  async function* rows() {
    yield [{ line: 2, cells: ['0712000060'] }];
  }
  const file = { fileName: 'a.csv', encoding: 'utf-8', delimiter: ',', columns: ['Phone'] };
  const id = await keepImport(db, file, rows, faith);
  expect(await startImport(db, id, faith)).toEqual({ refused: 'not_mapped' });
  expect(await runImportBatch(db, id)).toBe('over');
  expect(await revertImport(db, id, faith)).toEqual({ refused: 'not_started' });
});

test('a file that breaks off leaves nothing', async () => {
  const { db } = house;
  const before = await db.sql`select count(*) from import_rows`;
  async function* rows() {
    yield [{ line: 2, cells: ['0712000070'] }];
    throw new Error('The quote is never closed.');
  }
  const file = { fileName: 'broken.csv', encoding: 'utf-8', delimiter: ',', columns: ['Phone'] };
  await expect(keepImport(db, file, rows, faith)).rejects.toThrow('never closed');
  expect(await db.sql`select count(*) from import_rows`).toEqual(before);
  expect((await db.sql`select from imports where file_name = 'broken.csv'`).count).toBe(0);
});

test('what PostgreSQL will not store is told from what it could not do just now', async () => {
  const refused = await house.db.sql`select 1 / 0`.catch((error) => error);
  expect(isDataFault(refused)).toBe(true);
  expect(isDataFault(new Error('CONNECTION_ENDED'))).toBe(false);
  expect(isPassingFault(refused)).toBe(false);
  const impatient = await house.db.sql`select pg_terminate_backend(pg_backend_pid())`.catch((error) => error);
  expect(isPassingFault(impatient)).toBe(true);
  expect(isPassingFault(new TypeError('It is no function.'))).toBe(false);
});

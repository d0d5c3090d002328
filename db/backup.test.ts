import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../domain/id.ts';
import { parseMoney } from '../domain/money.ts';
import { parsePhone } from '../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { hire } from '../test/desk.ts';
import { manyPeople, uploadRows } from '../test/imports.ts';
import { restoreBackup, writeBackup } from './backup.ts';
import { rememberAccount } from './channel/channel-accounts.ts';
import { beginRequest, keepAnswer, nameRequest } from './idempotent-answers.ts';
import { countImportRows } from './import/import-rows.ts';
import { runImportBatch } from './import/import-run.ts';
import { startImport } from './import/imports.ts';
import { mergeLeads } from './lead/lead-merge.ts';
import { findLead } from './lead/lead-reads.ts';
import { createLead } from './lead/leads.ts';
import { writePastLeads } from './lead/past-leads.ts';
import { payAgent, setAmountPerLead } from './payouts.ts';
import { addPerson, listPeople } from './person/people.ts';
import { verifyLeadMonths } from './reports/lead-months.ts';
import { readDuePayout } from './reports/payouts.ts';
import { readReport } from './reports/report.ts';

let full: TestDatabase;
let empty: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'karibu-backup-'));
  [full, empty] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([full.drop(), empty.drop()]);
});

test('a backup restores into an empty Karibu, tabs, newlines and umlauts included, and new rows follow the old', async () => {
  const phone = parsePhone('0712000111');
  if (!phone) throw new Error('It is a Kenyan mobile.');
  const notes = 'First line\tand a tab\nsecond line \\. and \\N, “Wanjirũ”\u2028\n\\.\n';
  await addPerson(full.db, { name: 'Wanjirũ', role: 'sales' });
  const made = await createLead(full.db, { phone, source: 'Website', notes }, null, 'form');
  if (!('created' in made)) throw new Error('The phone is new.');
  const file = join(folder, 'karibu.backup');
  await writeBackup(full.db, file);
  await restoreBackup(empty.db, file);
  expect(await findLead(empty.db, made.created)).toEqual(await findLead(full.db, made.created));
  expect(await listPeople(empty.db)).toEqual(await listPeople(full.db));
  const again = await createLead(
    empty.db,
    { phone: parsePhone('0712000112') ?? phone, source: 'Website' },
    null,
    'form',
  );
  expect(again).toHaveProperty('created');
  await expect(restoreBackup(empty.db, file)).rejects.toThrow(/already holds people, leads or talks/);
});

test('a thousand leads with their history come back, money and times to the last digit', async () => {
  const [source, target] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const createdAt = new Date('2026-01-02T03:04:05.678Z');
  const leads = Array.from({ length: 1000 }, (_, index) => {
    const phone = parsePhone(`+25471${String(2_000_000 + index)}`) ?? expect.fail();
    const moves = [{ to: 'Contacted' as const, by: null, at: createdAt }];
    return {
      phone,
      source: 'Website' as const,
      agreedInstallationFee: parseMoney('2500.50'),
      createdAt,
      moves,
    };
  });
  await writePastLeads(source.db, leads);
  // A start with a bot leaves a row by itself; it must not stand in the way.
  await rememberAccount(target.db, 'telegram', '42', 'savanna_bot');
  const file = join(folder, 'thousand');
  await writeBackup(source.db, file);
  await restoreBackup(target.db, file);
  const digest = 'select md5(string_agg(t::text, $$,$$ order by id)) as leads from leads t';
  expect(await target.db.sql.unsafe(digest)).toEqual(await source.db.sql.unsafe(digest));
  await Promise.all([source.drop(), target.drop()]);
});

test('a file that is no backup, or a torn one, changes nothing and says so', async () => {
  const target = await createTestDatabase();
  const file = join(folder, 'other');
  writeFileSync(file, gzipSync('hello\n'));
  await expect(restoreBackup(target.db, file)).rejects.toThrow(/not a backup of Karibu/);
  const whole = join(folder, 'whole');
  await writeBackup(full.db, whole);
  const text = gunzipSync(readFileSync(whole)).toString();
  writeFileSync(file, gzipSync(text.slice(0, text.indexOf('Wanjir'))));
  await expect(restoreBackup(target.db, file)).rejects.toThrow();
  expect(await listPeople(target.db)).toEqual([]);
  writeFileSync(file, gzipSync(text.replace(/"schema":\d+/, '"schema":99999999999999')));
  await expect(restoreBackup(target.db, file)).rejects.toThrow(/newer Karibu/);
  await target.drop();
});

test('an import under way goes on after a restore, and what was merged, paid and answered comes back', async () => {
  const [source, target] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const faith = await hire(source.db, 'Faith Mwende', 'manager');
  const agent = await addPerson(source.db, { name: 'Atieno', role: 'agent', agentKind: 'caretaker' });
  if ('refused' in agent) throw new Error('She has no phone that could be known.');
  const id = await uploadRows(source.db, faith, ['phone', 'name'], manyPeople(600));
  await startImport(source.db, id, faith);
  await runImportBatch(source.db, id);
  const [one, other, third] = await source.db.sql<
    { id: Id<'lead'> }[]
  >`select id from leads order by id limit 3`;
  if (!one || !other || !third) throw new Error('Five hundred were imported.');
  expect(
    await mergeLeads(source.db, { kept: one.id, gone: other.id, choices: new Set(), by: faith }),
  ).toHaveProperty('merged');
  await source.db.sql`
    update leads set status = 'Converted', converted_at = now(), brought_in_by_person_id = ${agent.person}
    where id = ${third.id}`;
  const amountPerLead = parseMoney('300') ?? expect.fail();
  await setAmountPerLead(source.db, amountPerLead);
  const always = { firstDay: null, lastDay: null };
  const found = await readReport(source.db, always, readDuePayout(agent.person, always));
  if ('refused' in found || !found.due) throw new Error('One lead is due.');
  const shown = { fingerprint: found.due.fingerprint, amountPerLead };
  expect(await payAgent(source.db, agent.person, always, shown, faith)).toMatchObject({ leads: 1 });
  const request = nameRequest(faith, 'key-1', ['POST', '/api/leads', '{}']);
  await beginRequest(source.db, request);
  await keepAnswer(source.db, request, { status: 201, body: '{}' });

  const file = join(folder, 'busy');
  await writeBackup(source.db, file);
  await restoreBackup(target.db, file);
  for (const table of [
    'leads',
    'imports',
    'import_rows',
    'lead_merges',
    'payouts',
    'idempotent_answers',
    'settings',
  ]) {
    const digest = `select md5(string_agg(t::text, $$,$$ order by t::text)) as digest from ${table} t`;
    expect(await target.db.sql.unsafe(digest), table).toEqual(await source.db.sql.unsafe(digest));
  }
  expect(await verifyLeadMonths(target.db)).toEqual([]);
  while ((await runImportBatch(target.db, id)) !== 'over');
  expect((await countImportRows(target.db, [id])).get(id)).toMatchObject({ imported: 600, open: 0 });
  expect(await beginRequest(target.db, request)).toEqual({ answer: { status: 201, body: '{}' } });
  await Promise.all([source.drop(), target.drop()]);
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePhone } from '../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { restoreBackup, writeBackup } from './backup.ts';
import { findLead } from './lead-reads.ts';
import { createLead } from './leads.ts';
import { addPerson, listPeople } from './people.ts';

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
  await expect(restoreBackup(empty.db, file)).rejects.toThrow(/already holds people or leads/);
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
  writeFileSync(file, gzipSync(text.replace(/schema \d+/, 'schema 99999999999999')));
  await expect(restoreBackup(target.db, file)).rejects.toThrow(/newer Karibu/);
  await target.drop();
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMoney } from '../domain/money.ts';
import { parsePhone } from '../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { restoreBackup, writeBackup } from './backup.ts';
import { rememberAccount } from './channel-accounts.ts';
import { findLead } from './lead-reads.ts';
import { createLead } from './leads.ts';
import { writePastLeads } from './past-leads.ts';
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

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../domain/id.ts';
import { parseMoney } from '../domain/money.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { addLead, stock } from '../test/desk.ts';
import { countPackageUse, editPackage, findPackage, listPackages, sellPackage } from './packages.ts';

let database: TestDatabase;
let home: Id<'package'>;
beforeAll(async () => {
  database = await createTestDatabase();
  home = (await stock(database.db)).packageId;
});
afterAll(() => database.drop());

const changed = {
  name: '25 Mbps Home',
  service: 'pppoe',
  profile: 'home-25',
  downloadMbps: 25,
  uploadMbps: 12,
  price: parseMoney('3499') ?? expect.fail('3499 is money.'),
} as const;

test('a package is changed, unless its name is another one’s', async () => {
  const { db } = database;
  expect(await editPackage(db, home, changed)).toBe('ok');
  expect(await findPackage(db, home)).toMatchObject({ name: '25 Mbps Home', price: '3499.00' });
  expect(await editPackage(db, 'package_1', changed)).toEqual({ refused: 'not_found' });
  await db.sql`
    insert into packages (id, name, service, profile, download_mbps, upload_mbps, price)
    values ('package_2', 'Cafe', 'hotspot', 'cafe', 5, 5, 500)`;
  expect(await editPackage(db, home, { ...changed, name: 'CAFE' })).toEqual({ refused: 'name_taken' });
});

test('a package that is no longer sold is offered to nobody, and can be sold again', async () => {
  const { db } = database;
  expect(await sellPackage(db, home, false)).toBe('ok');
  expect((await listPackages(db)).map(({ id }) => id)).toEqual(['package_2']);
  expect(await sellPackage(db, home, true)).toBe('ok');
  expect(await sellPackage(db, 'package_1', true)).toEqual({ refused: 'not_found' });
});

test('leads that want a package are counted, archived ones not', async () => {
  const { db } = database;
  await addLead(db, { phone: '0712000001', packageId: home });
  const gone = await addLead(db, { phone: '0712000002', packageId: home });
  await db.sql`update leads set archived_at = now() where id = ${gone}`;
  expect((await countPackageUse(db)).get(home)).toEqual({ users: 0, leads: 1 });
  expect((await countPackageUse(db)).get('package_2')).toEqual({ users: 0, leads: 0 });
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { eventually } from '../../test/eventually.ts';
import { refuseWrongKey } from '../sealed-by.ts';
import { createVault } from '../vault.ts';
import { forgetAuth, readAuth, writeAuth } from './whatsapp-auth.ts';
import { beginTenure, Overtaken, type Tenure } from './whatsapp-link.ts';

let house: TestDatabase;
let tenure: Tenure;

beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate wa_auth, whatsapp_links`;
  tenure = await beginTenure(house.db, 'main');
});

const session = (id: string, value: string | null) => ({ type: 'session', id, value });
const sessions = async (...ids: string[]) =>
  Object.fromEntries(await readAuth(house.db, 'main', 'session', ids));

test('one write keeps, replaces and forgets', async () => {
  await writeAuth(house.db, tenure, [session('jane', 'first'), session('otieno', 'only')]);
  await writeAuth(house.db, tenure, [session('jane', 'second'), session('otieno', null)]);
  expect(await sessions('jane', 'otieno', 'wanjiku')).toEqual({ jane: 'second' });
});

test('what is stored is sealed, and opens for its own account, kind and id only', async () => {
  await writeAuth(house.db, tenure, [session('jane', 'a private key')]);
  const [row] = await house.db.sql<{ valueSealed: string }[]>`select value_sealed from wa_auth`;
  expect(row?.valueSealed).not.toContain('private');
  await house.db.sql`insert into wa_auth select account, type, 'otieno', value_sealed from wa_auth`;
  await expect(sessions('otieno')).rejects.toThrow();
});

test('a holder that was overtaken changes nothing any more', async () => {
  await writeAuth(house.db, tenure, [session('jane', 'of the first')]);
  const next = await beginTenure(house.db, 'main');
  await expect(writeAuth(house.db, tenure, [session('jane', 'too late')])).rejects.toThrow(Overtaken);
  await expect(writeAuth(house.db, tenure, [session('jane', null)])).rejects.toThrow(Overtaken);
  await expect(forgetAuth(house.db, tenure)).rejects.toThrow(Overtaken);
  expect(await sessions('jane')).toEqual({ jane: 'of the first' });
  await writeAuth(house.db, next, [session('jane', 'of the second')]);
  expect(await sessions('jane')).toEqual({ jane: 'of the second' });
});

test('a write that began before the account is taken is finished before it is', async () => {
  const order: string[] = [];
  await house.db.sql.begin(async (sql) => {
    await sql`select from whatsapp_links where account = 'main' for share`;
    const taking = beginTenure(house.db, 'main').then(() => order.push('taken'));
    await eventually(async () => {
      const [waiting] = await house.db.sql`select from pg_locks where not granted`;
      expect(waiting).toBeDefined();
    });
    order.push('written');
    void taking;
  });
  await eventually(() => expect(order).toEqual(['written', 'taken']));
});

test('an account that is forgotten leaves the others alone', async () => {
  await writeAuth(house.db, tenure, [session('jane', 'ours')]);
  await house.db.sql`insert into wa_auth values ('other', 'creds', '', 'sealed')`;
  await forgetAuth(house.db, tenure);
  expect(await house.db.sql`select account from wa_auth`).toEqual([{ account: 'other' }]);
});

test('a start with another SECRET_KEY is refused while only WhatsApp keys are sealed', async () => {
  await writeAuth(house.db, tenure, [session('jane', 'ours')]);
  await expect(refuseWrongKey(house.db)).resolves.toBeUndefined();
  const stranger = { ...house.db, vault: createVault('another secret key that is long enough') };
  await expect(refuseWrongKey(stranger)).rejects.toThrow('another SECRET_KEY');
});

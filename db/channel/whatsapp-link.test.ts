import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Phone } from '../../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import {
  askToLink,
  beginTenure,
  noteLinked,
  Overtaken,
  readWhatsappLink,
  showLinking,
  takeWish,
} from './whatsapp-link.ts';

let house: TestDatabase;

beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => house.db.sql`truncate whatsapp_links`);

const link = () => readWhatsappLink(house.db, 'main');
// As WhatsApp would give it.
const office = '+254700000001' as Phone;

test('a wish is begun once, whoever asks for it', async () => {
  await askToLink(house.db, 'main', { by: 'code', phone: office }, null);
  const tenure = await beginTenure(house.db, 'main');
  const taken = await Promise.all([takeWish(house.db, tenure), takeWish(house.db, tenure)]);
  expect(taken.filter(Boolean)).toEqual([{ by: 'code', phone: office }]);
  expect((await link())?.wish).toBeNull();
});

test('what must be scanned is sealed, shown until it expires, and gone once the number is linked', async () => {
  const tenure = await beginTenure(house.db, 'main');
  await showLinking(house.db, tenure, { kind: 'qr', value: '2@ref,key', forMs: 60_000 });
  expect((await link())?.shown).toMatchObject({ kind: 'qr', value: '2@ref,key' });
  const [row] = await house.db.sql<{ shownSealed: string }[]>`select shown_sealed from whatsapp_links`;
  expect(row?.shownSealed).not.toContain('2@ref');
  await showLinking(house.db, tenure, { kind: 'qr', value: '2@ref,key', forMs: -1 });
  expect((await link())?.shown).toBeNull();
  await showLinking(house.db, tenure, { kind: 'code', value: 'ABCD1234', forMs: 60_000 });
  await noteLinked(house.db, tenure, office);
  expect(await link()).toMatchObject({ shown: null, phone: office, linkedAt: expect.any(Date) });
});

test('being told again that the same number is linked does not move the day on which it was', async () => {
  const tenure = await beginTenure(house.db, 'main');
  await noteLinked(house.db, tenure, office);
  const first = (await link())?.linkedAt;
  await noteLinked(house.db, tenure, office);
  expect((await link())?.linkedAt).toEqual(first);
  await noteLinked(house.db, tenure, null);
  expect(await link()).toMatchObject({ phone: null, linkedAt: null });
});

test('whoever was overtaken begins no wish, shows nothing and notes nothing', async () => {
  const first = await beginTenure(house.db, 'main');
  await askToLink(house.db, 'main', { by: 'qr' }, null);
  await beginTenure(house.db, 'main');
  await expect(takeWish(house.db, first)).rejects.toThrow(Overtaken);
  await expect(showLinking(house.db, first, { kind: 'qr', value: 'x', forMs: 1000 })).rejects.toThrow(
    Overtaken,
  );
  await expect(noteLinked(house.db, first, office)).rejects.toThrow(Overtaken);
  expect(await link()).toMatchObject({ wish: { by: 'qr' }, shown: null, phone: null });
});

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { noteTraffic } from '../db/channel/channel-traffic.ts';
import { messageFrom } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { earsOf } from './ears.ts';
import { keepTraffic, type TrafficKeeper } from './traffic.ts';

let house: TestDatabase;
let traffic: TrafficKeeper | undefined;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => house.db.sql`truncate channel_accounts, inbox, identities, conversations cascade`);
afterEach(async () => {
  await traffic?.stop();
});

const sms = { name: 'sms', account: 'ours' } as const;
const times = async () => {
  const [row] = await house.db.sql`
    select last_inbound_at, last_outbound_at from channel_accounts where channel = 'sms' and account = 'ours'`;
  return row && [row.lastInboundAt, row.lastOutboundAt];
};
const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);

test('the latest time counts, in whatever order processes write', async () => {
  await noteTraffic(house.db, 'sms', 'ours', { inboundAt: at('10:00') });
  await noteTraffic(house.db, 'sms', 'ours', { outboundAt: at('10:01') });
  expect(await times()).toEqual([at('10:00'), at('10:01')]);
  await noteTraffic(house.db, 'sms', 'ours', { inboundAt: at('09:00'), outboundAt: at('11:00') });
  expect(await times()).toEqual([at('10:00'), at('11:00')]);
});

test('what is noted of traffic leaves the standing of the account as it is', async () => {
  await house.db.sql`
    insert into channel_accounts (channel, account, state, words) values ('sms', 'ours', 'refused', 'no money')`;
  await noteTraffic(house.db, 'sms', 'ours', { inboundAt: at('10:00') });
  const [row] = await house.db.sql`select state, words from channel_accounts`;
  expect(row).toEqual({ state: 'refused', words: 'no money' });
});

/** The same database; `before` is called ahead of each statement. */
const watched = (before: () => void) => ({
  ...house.db,
  sql: new Proxy(house.db.sql, {
    apply(target, self, args) {
      before();
      return Reflect.apply(target, self, args);
    },
  }),
});

test('a thousand messages are one write', async () => {
  let writes = 0;
  traffic = keepTraffic(
    watched(() => writes++),
    house.db.log,
    20,
  );
  for (let n = 0; n < 1000; n++) {
    traffic.heard(sms);
    traffic.spoke(sms);
  }
  await eventually(async () => expect(await times()).toEqual([expect.any(Date), expect.any(Date)]));
  expect(writes).toBe(1);
  traffic.heard(sms);
  await traffic.stop();
  expect(writes).toBe(2);
});

test('what was heard last is written at the stop, and it was heard once it was kept', async () => {
  traffic = keepTraffic(house.db, house.db.log);
  const ears = earsOf(house.db, sms, traffic);
  await ears.receive([messageFrom('+254712345678', 'Habari')]);
  expect(await times()).toBe(undefined);
  await traffic.stop();
  expect(await times()).toEqual([expect.any(Date), null]);
});

test('times that cannot be written trouble nobody', async () => {
  const broken = watched(() => {
    throw new Error('The database is away.');
  });
  traffic = keepTraffic(broken, house.db.log);
  traffic.heard(sms);
  await expect(traffic.stop()).resolves.toBe(undefined);
});

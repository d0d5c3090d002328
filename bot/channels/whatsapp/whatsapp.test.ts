import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Overtaken } from '../../../db/channel/whatsapp-link.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { eventually } from '../../../test/eventually.ts';
import { type StandInWhatsapp, startStandIn } from '../../../test/fixtures/whatsapp.ts';
import {
  endWith,
  type Listener,
  type ListenerNeeds,
  outgoing,
  startListener,
} from '../../../test/fixtures/whatsapp-line.ts';
import { messageIdOf } from './outgoing.ts';

let house: TestDatabase;
let whatsapp: StandInWhatsapp;
let listeners: Listener[];

beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate wa_auth, whatsapp_links`;
  whatsapp = await startStandIn();
  listeners = [];
});
afterEach(async () => {
  await Promise.all(listeners.map(({ channel }) => channel.stop()));
  await whatsapp.close();
});

const phone = '254722000111';
const jane = `${phone}@s.whatsapp.net`;

async function start(needs: Partial<ListenerNeeds> = {}): Promise<Listener> {
  const listener = await startListener({ house, whatsapp, ...needs });
  listeners.push(listener);
  return listener;
}
const canSend = ({ channel }: Listener) => eventually(() => expect(channel.canSend()).toBe(true));
const socketOf = ({ sockets }: Listener, at = -1) => sockets.at(at) ?? expect.fail('no socket');
const textsOf = ({ heard }: Listener) =>
  heard.map(({ said }) => (said.kind === 'text' ? said.text : said.kind));

test('a message is heard with its phone, and read only once it is kept', async () => {
  let isAway = true;
  const listener = await start({
    ears: {
      receive: async (inbound) => {
        if (isAway) throw new Error('The database is away.');
        listener.heard.push(...inbound);
      },
    },
  });
  await canSend(listener);
  const read: unknown[] = [];
  socketOf(listener).readMessages = async (keys) => void read.push(...keys);
  await whatsapp.say(phone, 'Habari');
  await whatsapp.say(phone, 'Niko Westlands');
  expect(read).toEqual([]);
  isAway = false;
  await eventually(() => expect(textsOf(listener)).toEqual(['Habari', 'Niko Westlands']));
  expect(listener.heard[0]).toMatchObject({ address: jane, attestedPhone: '+254722000111' });
  await eventually(() => expect(read).toHaveLength(2));
});

test('a message arrives under our id, and sent again it is the same message', async () => {
  const listener = await start();
  await canSend(listener);
  const id = messageIdOf(1, jane);
  expect(await listener.channel.send(jane, outgoing(1))).toEqual({ outcome: 'sent', id });
  expect(whatsapp.arrived).toMatchObject([{ id, text: 'Karibu!' }]);
  expect(await listener.channel.send(jane, outgoing(1))).toEqual({ outcome: 'sent', id });
  expect(new Set(whatsapp.arrived.map((it) => it.id))).toEqual(new Set([id]));
});

test('a number that may not begin chats says so until WhatsApp lifts it, and goes on to answer', async () => {
  const listener = await start();
  await canSend(listener);
  const socket = socketOf(listener);
  const restrict = (isActive: boolean) =>
    socket.ev.emit('connection.update', {
      reachoutTimeLock: { isActive, ...(isActive && { timeEnforcementEnds: new Date(Date.now() + 60_000) }) },
    });
  restrict(true);
  await eventually(() => expect(listener.told.at(-1)).toMatchObject({ state: 'restricted' }));
  expect(listener.told.at(-1)?.words).toContain('463');
  expect(await listener.channel.send(jane, outgoing(2))).toMatchObject({ outcome: 'sent' });
  restrict(false);
  await eventually(() => expect(listener.told.at(-1)).toEqual({ state: 'well', words: null }));
});

test('a line that drops again and again comes back each time, loses nothing and says what is wrong', async () => {
  const listener = await start();
  for (const text of ['one', 'two', 'three']) {
    await canSend(listener);
    whatsapp.cable.jerk();
    await eventually(() => expect(listener.channel.canSend()).toBe(false));
    await whatsapp.say(phone, text);
  }
  await canSend(listener);
  await eventually(() => expect(textsOf(listener)).toEqual(['one', 'two', 'three']));
  await eventually(() => expect(listener.told.at(-1)?.words).toMatch(/has dropped \d+ times/));
  expect(await listener.channel.send(jane, outgoing(3))).toMatchObject({ outcome: 'sent' });
});

test('opened elsewhere with our keys, it stays down and says so', async () => {
  const listener = await start();
  await canSend(listener);
  endWith(socketOf(listener), 440);
  await eventually(() => expect(listener.told.at(-1)).toMatchObject({ state: 'refused' }));
  expect(listener.told.at(-1)?.words).toContain('Another program');
  expect([listener.channel.canSend(), listener.channel.isWell(), listener.sockets.length]).toEqual([
    false,
    false,
    1,
  ]);
});

const holders = () => house.db.sql<{ pid: number }[]>`
  select a.pid from pg_stat_activity a join pg_locks l using (pid)
  where a.datname = current_database() and a.application_name = 'karibu lock whatsapp main' and l.locktype = 'advisory' and l.granted`;

test('who loses the lock closes its socket first, another takes over, and what the first still writes changes nothing', async () => {
  const first = await start();
  await canSend(first);
  const openAtTakeOver: boolean[] = [];
  const second = await start({ beforeSocket: () => openAtTakeOver.push(socketOf(first).ws.isOpen) });
  expect(second.channel.canSend()).toBe(false);
  // The first asks for the lock again after two seconds, and may be lucky.
  await vi.waitUntil(
    async () => {
      const [holder] = second.sockets.length === 0 ? await holders() : [];
      if (holder) await house.db.sql`select pg_terminate_backend(${holder.pid})`;
      return second.channel.canSend();
    },
    { timeout: 15_000, interval: 1000 },
  );
  expect(openAtTakeOver).toEqual([false]);
  await eventually(() => expect(second.told.map(({ state }) => state)).toEqual(['connecting', 'well']));
  expect(first.channel.canSend()).toBe(false);
  const kept = () => house.db.sql`select type, id, value_sealed from wa_auth order by type, id`;
  const before = await kept();
  const late = socketOf(first, 0).authState.keys.set({ session: { 'jane.0': Buffer.from('late') } });
  await expect(late).rejects.toThrow(Overtaken);
  expect(await kept()).toEqual(before);
  await whatsapp.say(phone, 'Bado uko?');
  await eventually(() => expect(textsOf(second)).toEqual(['Bado uko?']));
  expect(textsOf(first)).toEqual([]);
  expect(await second.channel.send(jane, outgoing(4))).toMatchObject({ outcome: 'sent' });
});

test('every connection to the database is cut: it holds the account again a moment later, and goes on', async () => {
  const listener = await start();
  await canSend(listener);
  await house.db.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  await eventually(() => expect(listener.sockets).toHaveLength(2));
  await canSend(listener);
  await whatsapp.say(phone, 'Bado uko?');
  await eventually(() => expect(textsOf(listener)).toEqual(['Bado uko?']));
  await eventually(() => expect(listener.told.at(-1)).toEqual({ state: 'well', words: null }));
});

test('who finds out by a write that another holds the account closes its socket', async () => {
  const listener = await start();
  await canSend(listener);
  const socket = socketOf(listener);
  await house.db.sql`update whatsapp_links set epoch = epoch + 1`;
  const late = socket.authState.keys.set({ session: { 'jane.0': Buffer.from('late') } });
  await expect(late).rejects.toThrow(Overtaken);
  expect(socket.ws.isOpen).toBe(false);
});

test('whose connection was replaced by the next holder tells nobody that another program has the keys', async () => {
  const listener = await start();
  await canSend(listener);
  await house.db.sql`update whatsapp_links set epoch = epoch + 1`;
  endWith(socketOf(listener), 440);
  // It asks for the lock again, and has it, for the other was only its row.
  await eventually(() => expect(listener.sockets).toHaveLength(2));
  expect(listener.told.map(({ state }) => state)).not.toContain('refused');
});

test('stopped, it holds no socket and no lock', async () => {
  const listener = await start();
  await canSend(listener);
  await listener.channel.stop();
  expect([socketOf(listener).ws.isOpen, listener.channel.canSend()]).toEqual([false, false]);
  await eventually(async () => expect((await holders()).count).toBe(0));
});

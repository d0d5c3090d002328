import { createServer } from 'node:net';
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Bot, startBot } from '../bot/start.ts';
import { addPackage } from '../db/packages.ts';
import { parseMoney } from '../domain/money.ts';
import { ringBells } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

// A stand-in of Telegram that we did not write: it taps buttons and shares contacts.

const token = 'sampleToken';
const janesId = 5551001;

let house: TestDatabase;
let telegram: TelegramServer;
let bot: Bot;

// It cannot choose a free port itself.
const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error()),
      );
    });
  });

beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
  const sold = { service: 'pppoe' as const, uploadMbps: 10 };
  const price = (shillings: number) => parseMoney(shillings) ?? expect.fail();
  await addPackage(house.db, {
    ...sold,
    name: '10 Mbps',
    profile: '10M',
    downloadMbps: 10,
    price: price(1999),
  });
  await addPackage(house.db, {
    ...sold,
    name: '20 Mbps',
    profile: '20M',
    downloadMbps: 20,
    price: price(2999),
  });
  telegram = new TelegramServer({ host: '127.0.0.1', port: await freePort() });
  await telegram.start();
  bot = await startBot({
    db: house.db,
    databaseUrl: house.url,
    secretKey: 'k',
    publicUrl: 'http://localhost',
    trustProxy: false,
    telegram: { token, apiRoot: telegram.config.apiURL, mode: 'polling' },
    log: house.db.log,
  });
});
afterAll(async () => {
  await bot.stop();
  await telegram.stop();
  await house.drop();
});

interface Heard {
  text: string;
  reply_markup?: {
    inline_keyboard?: { text: string; callback_data: string }[][];
    keyboard?: { text: string; request_contact?: boolean }[][];
  };
}

test('a prospect shares the own contact, taps through the questions, and is a lead with an attested phone', async () => {
  const client = telegram.getClient(token, {
    userId: janesId,
    chatId: janesId,
    firstName: 'Jane',
    timeout: 8000,
  });
  /** Everything the bot has said since the last time, up to a message with these words. */
  const hear = async (words: RegExp): Promise<Heard> => {
    const found = await vi.waitFor(
      async () => {
        const { result } = await client.getUpdates();
        const message = result.map((update) => update.message as Heard).find(({ text }) => words.test(text));
        return message ?? expect.fail(`nothing like ${words}`);
      },
      { timeout: 10_000 },
    );
    return found;
  };
  const say = (text: string) => client.sendMessage(client.makeMessage(text));
  const tap = async ({ reply_markup }: Heard, label: RegExp) => {
    const buttons = reply_markup?.inline_keyboard?.flat() ?? [];
    const button = buttons.find(({ text }) => label.test(text)) ?? expect.fail(`no button ${label}`);
    await client.sendCallback(client.makeCallbackQuery(button.callback_data));
  };

  await client.sendCommand(client.makeCommand('/start'));
  await hear(/your name/);
  await say('Jane Wanjiru');
  const phone = await hear(/which number/);
  expect(phone.reply_markup?.keyboard?.flat()[0]).toMatchObject({ request_contact: true });
  const card = { phone_number: '254722000111', first_name: 'Jane', user_id: janesId };
  await client.sendMessage(client.makeMessage('', { contact: card } as object));
  await hear(/Where shall we connect you/);
  await say('Westlands');
  await hear(/house or unit/);
  await say('A5');
  await tap(await hear(/Which package/), /20 Mbps/);
  await hear(/provider do you have now/);
  await say('Zuku');
  await hear(/Why would you like/);
  await say('Frequent downtime');
  await tap(await hear(/Wi-Fi router/), /Yes/);
  await hear(/Which router is it/);
  await say('TP-Link Archer C6');
  const readBack = await hear(/Is that right/);
  expect(readBack.text).toContain('20 Mbps');
  await tap(readBack, /that is right/);
  await hear(/Asante/);

  const [lead] = await house.db.sql`
    select l.name, l.phone, l.phone_attested, l.source, l.channel, l.location, l.unit_number, p.name as package,
      l.current_isp, l.notes, l.customer_has_router, l.router_type
    from leads l join packages p on p.id = l.package_id`;
  expect(lead).toEqual({
    name: 'Jane Wanjiru',
    phone: '+254722000111',
    phoneAttested: true,
    source: 'WhatsApp/SMS',
    channel: 'telegram',
    location: 'Westlands',
    unitNumber: 'A5',
    package: '20 Mbps',
    currentIsp: 'Zuku',
    notes: 'Frequent downtime',
    customerHasRouter: true,
    routerType: 'TP-Link Archer C6',
  });
  const said = await house.db.sql`select text from messages where direction = 'in' order by id`;
  expect(said.map(({ text }) => text)).toContain('Yes');
});

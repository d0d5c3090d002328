import { createServer } from 'node:net';
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Bot, startBot } from '../bot/start.ts';
import { addPackage } from '../db/packages.ts';
import { parseMoney } from '../domain/money.ts';
import { ringBells } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { eventually } from './eventually.ts';

// A stand-in of Telegram that we did not write: it taps buttons and shares contacts.

const token = 'sampleToken';
const janesId = 5551001;

// The pace of one message a second, after a burst, makes a whole dialogue take its time.
vi.setConfig({ testTimeout: 60_000 });

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
  messageId: number;
  text: string;
  reply_markup?: {
    inline_keyboard?: { text: string; callback_data: string }[][];
    keyboard?: { text: string; request_contact?: boolean }[][];
  };
}

/** Somebody with a phone in hand: says, taps, shares and hears. */
function openPhone(id: number, firstName: string) {
  const client = telegram.getClient(token, { userId: id, chatId: id, firstName, timeout: 8000 });
  return {
    start: () => client.sendCommand(client.makeCommand('/start')),
    say: (text: string) => client.sendMessage(client.makeMessage(text)),
    /** A message that holds something else than text; the stand-in sends whatever it is given. */
    share: (what: object) => client.sendMessage(client.makeMessage('', what)),
    tap: async ({ messageId, text, reply_markup }: Heard, label: RegExp) => {
      const buttons = reply_markup?.inline_keyboard?.flat() ?? [];
      const button = buttons.find(({ text }) => label.test(text)) ?? expect.fail(`no button ${label}`);
      // As Telegram does, and the stand-in by itself does not, the tap carries the message that held the button.
      const tapped = { message_id: messageId, date: 1_790_000_000, text, reply_markup };
      await client.sendCallback(client.makeCallbackQuery(button.callback_data, { message: tapped }));
    },
    /** What the bot has said since the last time, up to a message with these words. */
    hear: (words: RegExp): Promise<Heard> =>
      eventually(async () => {
        const { result } = await client.getUpdates();
        const said = result.map((update) => ({ ...(update.message as Heard), messageId: update.messageId }));
        return said.find(({ text }) => words.test(text)) ?? expect.fail(`nothing like ${words}`);
      }),
  };
}

test('a prospect shares the own contact, taps through the questions, and is a lead with an attested phone', async () => {
  const { start, say, share, tap, hear } = openPhone(janesId, 'Jane');
  await start();
  await hear(/your name/);
  await say('Jane Wanjiru');
  const phone = await hear(/which number/);
  expect(phone.reply_markup?.keyboard?.flat()[0]).toMatchObject({ request_contact: true });
  const card = { phone_number: '254722000111', first_name: 'Jane', user_id: janesId };
  await share({ contact: card });
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

test('a photo, a sticker and the card of somebody else are answered kindly and change nothing', async () => {
  const { start, say, share, hear } = openPhone(5551003, 'Amina');
  await start();
  await hear(/your name/);
  await share({ photo: [{ file_id: 'AgAC', file_unique_id: 'AQAD', width: 90, height: 67 }] });
  await hear(/only read text/);
  await share({
    sticker: { file_id: 'CAAC', file_unique_id: 'AgAD', type: 'regular', width: 512, height: 512 },
  });
  await hear(/only read text/);
  await say('Amina');
  await hear(/which number/);
  await share({ contact: { phone_number: '254733000222', first_name: 'John', user_id: 5551002 } });
  await hear(/not your own/);
  const leads = await house.db.sql`select from leads where phone = '+254733000222'`;
  expect(leads.count).toBe(0);
});

test('what was tapped stands in the message afterwards, and a button of a question that is past asks for the present one', async () => {
  const { start, say, tap, hear } = openPhone(5551004, 'Brian');
  const textOf = ({ messageId }: Heard) =>
    telegram.storage.botMessages.find((it) => it.messageId === messageId)?.message.text;
  await start();
  await hear(/your name/);
  await say('Brian Kiprop');
  await hear(/which number/);
  await say('0722 000 222');
  await hear(/Where shall we connect you/);
  await say('Umoja');
  await hear(/house or unit/);
  await say('B2');
  const packages = await hear(/Which package/);
  await tap(packages, /10 Mbps/);
  await hear(/provider do you have now/);
  await eventually(() => expect(textOf(packages)).toMatch(/^Which package.*\n\n→ 10 Mbps/s));
  await tap(packages, /20 Mbps/);
  await hear(/provider do you have now/);
  expect(textOf(packages)).toMatch(/→ 10 Mbps/);
  const [lead] = await house.db.sql`
    select p.name from leads l join packages p on p.id = l.package_id where l.phone = '+254722000222'`;
  expect(lead).toEqual({ name: '10 Mbps' });
});

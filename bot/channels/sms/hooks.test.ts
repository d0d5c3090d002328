import { beforeEach, expect, test } from 'vitest';
import type { Inbound } from '../../../domain/message.ts';
import { createLog } from '../../../log.ts';
import { deafEars } from '../../../test/chats.ts';
import type { DeliveryReport, Ears } from '../channel.ts';
import { hookRoutes } from './hooks.ts';
import recorded from './recorded-callbacks.json' with { type: 'json' };

const secret = 'siri-ya-savanna';
const jane = '+254722000111';

let lines: string[];
let heard: Inbound[];
let reports: DeliveryReport[];
let optOuts: string[][];
let ears: Ears | null;
let isTaken: boolean;
const log = createLog('debug', { write: (line) => void lines.push(line) });
const routes = hookRoutes({ secret, ears: () => ears, wasFetched: async () => isTaken, log });

beforeEach(() => {
  [lines, heard, reports, optOuts, isTaken] = [[], [], [], [], false];
  ears = deafEars({
    receive: async (inbound) => void heard.push(...inbound),
    report: async (report) => void reports.push(report),
    optOut: async (address, words) => void optOuts.push([address, words]),
  });
});

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/x-www-form-urlencoded',
) {
  const response = await routes.request(path, { method: 'POST', body, headers: { 'content-type': type } });
  return { status: response.status, body: await response.text() };
}
const call = (hook: string, body: string | Uint8Array<ArrayBuffer>, type?: string) =>
  post(`/hooks/sms/${secret}/${hook}`, body, type);
const away = async () => Promise.reject(new Error('The database is away.'));

test('a message is kept before the gateway is told so', async () => {
  expect(await call('inbound', recorded.inbound)).toEqual({ status: 200, body: 'Kept.' });
  expect(heard).toMatchObject([{ address: jane, said: { text: 'Jane Kilimani 4B' } }]);
});

test('a message that was taken from the gateway already is not heard again', async () => {
  isTaken = true;
  expect((await call('inbound', recorded.inbound)).status).toBe(200);
  expect(heard).toEqual([]);
});

test('a report and an opt-out reach the house', async () => {
  const bodies = [recorded.submitted, recorded.delivered, recorded.blacklisted];
  for (const body of bodies) expect((await call('report', body)).status).toBe(200);
  expect((await call('optout', recorded.optOut)).status).toBe(200);
  expect(reports.map(({ end, words }) => [end, words])).toEqual([
    ['delivered', null],
    ['failed', 'UserInBlackList'],
  ]);
  expect(optOuts).toEqual([
    [jane, 'UserInBlackList'],
    [jane, 'opted out of SAVANNA at the gateway'],
  ]);
});

test.each(['inbound', 'report', 'optout'])(
  'a wrong secret is nothing, just as an unknown path (%s)',
  async (hook) => {
    const unknown = await post('/hooks/sms', recorded.inbound);
    expect(unknown.status).toBe(404);
    for (const guess of ['a-guess', `${secret}x`, secret.slice(1), '%00', 'x'.repeat(5000)])
      expect(await post(`/hooks/sms/${guess}/${hook}`, 'x'.repeat(300_000))).toEqual(unknown);
    expect(await post(`/hooks/sms/${secret}/else`, recorded.inbound)).toEqual(unknown);
    expect((await routes.request(`/hooks/sms/${secret}/${hook}`)).status).toBe(404);
    expect(heard).toEqual([]);
  },
);

test.each([
  ['inbound', '', 'id, from, text'],
  ['inbound', 'from=%2B254722000111&text=Habari', 'id'],
  ['inbound', 'id=1&text=Habari', 'from'],
  ['inbound', `id=${'1'.repeat(300)}&from=%2B254722000111&text=Habari`, 'id'],
  ['inbound', '{"id":"1","from":"+254722000111","text":"Habari"}', 'id, from, text'],
  ['report', 'id=&status=Success', 'id'],
  ['report', 'id=1', 'status'],
  ['optout', 'senderId=SAVANNA', 'phoneNumber'],
])('what %s is missing is told, and logged without a phone or a text: %s', async (hook, body, fields) => {
  expect(await call(hook, body)).toEqual({
    status: 400,
    body: `Missing or unreadable: ${fields}. It was not kept.`,
  });
  expect(lines.join('')).toMatch(/lacks fields/);
  expect(lines.join('')).not.toMatch(/254722|Habari|siri/);
});

test('whoever cannot be answered is not kept, and the gateway need not call again', async () => {
  expect((await call('inbound', recorded.inboundFromName)).status).toBe(200);
  expect((await call('optout', 'phoneNumber=SAFARICOM')).status).toBe(200);
  expect([heard, optOuts]).toEqual([[], []]);
  expect(lines.join('')).toMatch(/nobody could be answered/);
  expect(lines.join('')).not.toMatch(/SAFARICOM|You won/);
});

test.each(['inbound', 'report', 'optout'] as const)(
  'what cannot be kept is asked for again (%s)',
  async (hook) => {
    ears = deafEars({ receive: away, report: away, optOut: away });
    const body = { inbound: recorded.inbound, report: recorded.delivered, optout: recorded.optOut }[hook];
    expect((await call(hook, body)).status).toBe(503);
    ears = null;
    expect((await call(hook, body)).status).toBe(503);
    expect(lines.join('')).not.toMatch(/siri|254722/);
  },
);

test('100 kB are kept whole, and what no SMS can be is too large', async () => {
  const long = 'Niko Kilimani. '.repeat(7000);
  const body = new URLSearchParams({ id: '1', from: jane, text: long }).toString();
  expect((await call('inbound', body)).status).toBe(200);
  expect(heard).toMatchObject([{ said: { text: long } }]);
  expect((await call('inbound', `${recorded.inbound}&x=${'x'.repeat(262_144)}`)).status).toBe(413);
});

test.each([
  [
    'bytes that are no UTF-8',
    Buffer.from('id=1&from=%2B254722000111&text=\xff\xfe\x80', 'latin1'),
    undefined,
  ],
  ['percent signs that are no escapes', 'id=1&from=%2B254722000111&text=100%&%&=&&%zz', undefined],
  ['a charset that nobody knows', recorded.inbound, 'application/x-www-form-urlencoded; charset=klingon'],
  ['no content type at all', recorded.inbound, 'x'],
  ['NUL', 'id=1&from=%2B254722000111&text=a%00b', undefined],
])('%s are kept as well as they can be', async (_what, body, type) => {
  expect((await call('inbound', body, type)).status).toBe(200);
  expect(heard).toHaveLength(1);
});

test.each([
  ['UTF-16', Buffer.from(recorded.inbound, 'utf16le'), 'application/x-www-form-urlencoded; charset=utf-16'],
  ['noise', Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 131) % 256)), 'multipart/form-data'],
])('a body of %s is refused, and nothing breaks', async (_what, body, type) => {
  expect((await call('inbound', body, type)).status).toBe(400);
});

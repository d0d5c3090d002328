import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../../log.ts';
import { outgoing } from '../../../test/fixtures/whatsapp-line.ts';
import type { Answer } from './acks.ts';
import type { Line } from './line.ts';
import { messageIdOf, textOf } from './outgoing.ts';
import { type Mouth, send } from './send.ts';
import { rememberSent } from './sent-lately.ts';
import { keepStanding } from './standing.ts';

const jane = '254722000111@s.whatsapp.net';

/** How a scripted WhatsApp takes a message: `null` well, an error, never, by dropping the line, or not even written. */
type Taking = null | string | { never: true } | { drop: true } | { throws: unknown };

let told: string[];
let written: { to: string; id: string; text: string }[];
let isOpen: boolean;

beforeEach(() => {
  told = [];
  written = [];
  isOpen = true;
});
afterEach(() => {
  vi.useRealTimers();
});

function mouthTo(taking: Taking): Mouth {
  let drop: (answer: 'dropped') => void = () => undefined;
  const socket = {
    async sendPresenceUpdate(what: string, to: string) {
      written.push({ to, id: '', text: what });
      throw new Error('No name present.');
    },
    async sendMessage(to: string, { text }: { text: string }, { messageId }: { messageId: string }) {
      written.push({ to, id: messageId, text });
      if (taking === null || typeof taking === 'string') return;
      if ('throws' in taking) throw taking.throws;
      if ('drop' in taking) drop('dropped');
    },
  };
  const standing = keepStanding(async ({ state }) => void told.push(state));
  standing.say({ state: 'well', words: null });
  const line = {
    socket,
    isOpen: () => isOpen,
    takenBy: () => ({
      answer:
        taking === null || typeof taking === 'string'
          ? Promise.resolve({ error: taking })
          : new Promise<Answer>((resolve) => {
              drop = resolve;
            }),
      forget: () => undefined,
    }),
    close: () => undefined,
  };
  return {
    // Only what a send uses of the socket is there.
    lines: { current: line as unknown as Line },
    sent: rememberSent(async () => null),
    standing,
    log: createLog('silent'),
    typingMs: () => 0,
  };
}
const sendTo = (taking: Taking) => send(mouthTo(taking), jane, outgoing(7));

test('a message is sent once WhatsApp says so, under the same id at every try', async () => {
  const id = messageIdOf(7, jane);
  expect(await sendTo(null)).toEqual({ outcome: 'sent', id });
  expect(await sendTo(null)).toEqual({ outcome: 'sent', id });
  expect(written.map((it) => it.id)).toEqual([id, id]);
  expect(id).toMatch(/^3EB0[0-9A-F]{18}$/);
  expect(messageIdOf(7, '254733000222@s.whatsapp.net')).not.toBe(id);
});

test.each([
  ['463', 'refused'],
  ['406', 'refused'],
  ['479', 'failed'],
  ['500', 'failed'],
  [{ drop: true } as const, 'failed'],
  [{ throws: 1009 }, 'failed'],
  [{ throws: new Error('Connection Closed') }, 'failed'],
])('taken so: %o, it is %s', async (taking, outcome) => {
  expect(await sendTo(taking)).toMatchObject({ outcome, error: expect.any(String) });
});

test('the reader sees that we write, for a while, and a message comes even when they cannot', async () => {
  const sending = send({ ...mouthTo(null), typingMs: () => 5 }, jane, outgoing(7));
  expect(written.map(({ text }) => text)).toEqual(['composing']);
  expect(await sending).toMatchObject({ outcome: 'sent' });
  expect(written.map(({ text }) => text)).toEqual(['composing', 'Karibu!']);
});

test('463 is told as a restriction, and no other refusal is', async () => {
  await sendTo('479');
  await Promise.resolve();
  expect(told).not.toContain('restricted');
  const mouth = mouthTo('463');
  await send(mouth, jane, outgoing(7));
  await mouth.standing.settled();
  expect(told.at(-1)).toBe('restricted');
  mouth.standing.close();
});

test('an answer that never comes is waited for less than a lease lasts', async () => {
  vi.useFakeTimers();
  const sending = sendTo({ never: true });
  await vi.advanceTimersByTimeAsync(24_000);
  expect(await sending).toMatchObject({ outcome: 'failed', error: 'WhatsApp did not answer in time.' });
});

test('without a connection nothing is tried, and the message waits', async () => {
  isOpen = false;
  expect(await sendTo(null)).toMatchObject({ outcome: 'away' });
  expect(written).toEqual([]);
});

test.each(['120363012345678901@g.us', 'status@broadcast', '0@newsletter', 'jane'])(
  'to %s nothing is ever sent',
  async (address) => {
    expect(await send(mouthTo(null), address, outgoing(7))).toMatchObject({ outcome: 'refused' });
    expect(written).toEqual([]);
  },
);

test('answers are numbered, ways out are words, and a text is cut where WhatsApp would', () => {
  const choices = [
    { label: '20 Mbps', value: 'package:1', way: false },
    { label: 'Skip', value: 'skip', way: true },
  ];
  expect(textOf({ text: 'Which package?', choices })).toBe('Which package?\n1) 20 Mbps');
  const cut = textOf({ text: `${'a'.repeat(65_535)}😀`, choices: [] });
  expect(cut).toBe(`${'a'.repeat(65_535)}…`);
});

test('a phone that asks for a message again is given it: what is on its way, else what the outbox holds', async () => {
  const words = { text: 'Karibu', choices: [], contactLabel: null };
  const sent = rememberSent(async (id, addresses) =>
    id === 'OLD' && addresses.includes(jane) ? words : null,
  );
  sent.remember('NEW', { address: jane, text: 'Asante' });
  const lid = '98765432101234@lid';
  const phoneOfLid = async (asked: string) => (asked === lid ? jane : null);
  const find = (id: string, remoteJid?: string) => sent.find({ id, remoteJid }, phoneOfLid);
  const asante = { extendedTextMessage: { text: 'Asante' } };
  expect([await find('NEW', jane), await find('NEW', '98765432101234:3@lid')]).toEqual([asante, asante]);
  expect(await find('OLD', lid)).toEqual({ extendedTextMessage: { text: 'Karibu' } });
  expect([await find('NOBODY', jane), await find('', jane), await find('NEW')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('what Jane was written is given to nobody else who asks under its id', async () => {
  const recalled: (readonly string[])[] = [];
  const sent = rememberSent(async (_id, addresses) => {
    recalled.push(addresses);
    return null;
  });
  sent.remember('NEW', { address: jane, text: 'Your password is …' });
  const mallory = '254733000222:4@s.whatsapp.net';
  expect(await sent.find({ id: 'NEW', remoteJid: mallory }, async () => null)).toBeUndefined();
  await sent.find({ id: 'OLD', remoteJid: mallory }, async () => null);
  expect(recalled).toEqual([['254733000222@s.whatsapp.net', '254733000222@s.whatsapp.net']]);
});

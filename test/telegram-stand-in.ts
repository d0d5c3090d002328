import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { ChatChannel, Ears } from '../bot/channels/channel.ts';
import { createTelegram, type TelegramSettings } from '../bot/channels/telegram/telegram.ts';
import type { Inbound } from '../domain/message.ts';
import { createLog } from '../log.ts';
import { deafEars } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

// A stand-in for what no Telegram of others answers: refusals, groups that moved, lines that break.

export const token = '700100:AAsecretTokenOfSavanna';
export const plain = { id: 1, text: 'Karibu', choices: [], contactLabel: null };

/** What Telegram answers to one method; `hold` leaves the question open, as a long poll does. */
export type Answer = { status?: number; body: object } | 'hold' | 'hang up';
type Payload = Record<string, unknown>;
export const ok = (result: unknown): Answer => ({ body: { ok: true, result } });
export const refuse = (code: number, description: string, parameters: object = {}): Answer => ({
  status: code,
  body: { ok: false, error_code: code, description, parameters },
});

export const hearing = () => {
  const heard: Inbound[] = [];
  return { heard, ears: deafEars({ receive: async (inbound) => void heard.push(...inbound) }) };
};
export const earsOf = (receive: Ears['receive']): Ears => deafEars({ receive });

/** A Telegram for the tests of one file, whose answers each test sets; what is not set is answered with true. */
export interface StandIn {
  house: TestDatabase;
  apiRoot: string;
  methods: Record<string, (payload: Payload) => Answer>;
  /** What was called, in order. */
  calls: { method: string; payload: Payload }[];
  /** What the channels wrote to their log. */
  lines: string[];
  open(mode?: TelegramSettings['mode'], root?: string): ChatChannel;
  called(method: string): Payload[];
}

export function standInForTelegram(): StandIn {
  const opened: ChatChannel[] = [];
  const server = createServer((request, response) => void serve(standIn, request, response));
  const standIn: Omit<StandIn, 'house'> & { house?: TestDatabase } = {
    apiRoot: '',
    methods: {},
    calls: [],
    lines: [],
    open: (mode = { by: 'polling' }, root = standIn.apiRoot) => {
      const log = createLog('debug', { write: (line) => void standIn.lines.push(line) });
      const databaseUrl = standIn.house?.url ?? '';
      const channel = createTelegram({ token, apiRoot: root, mode, secretKey: 'k', databaseUrl, log });
      opened.push(channel);
      return channel;
    },
    called: (method) => standIn.calls.filter((call) => call.method === method).map(({ payload }) => payload),
  };
  beforeAll(async () => {
    standIn.house = await createTestDatabase();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on TCP has an address with a port.
    standIn.apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await standIn.house?.drop();
  });
  beforeEach(() => {
    standIn.lines = [];
    standIn.calls = [];
    standIn.methods = {
      getMe: () => ok({ id: 700100, username: 'savanna_bot' }),
      getUpdates: () => 'hold',
    };
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((channel) => channel.stop()));
  });
  // No test runs before `beforeAll` has filled in the house.
  return standIn as StandIn;
}

async function serve(
  standIn: Pick<StandIn, 'methods' | 'calls'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const method = request.url?.split('/').at(-1) ?? '';
  const payload: Payload = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  standIn.calls.push({ method, payload });
  const answer = standIn.methods[method]?.(payload) ?? ok(true);
  if (answer === 'hold') return;
  if (answer === 'hang up') return void request.socket.destroy();
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.body));
}

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

// A stand-in of Africa's Talking, over real HTTP on a free loopback port: it takes SMS, keeps what people write, calls the
// bot for each, and meets with any fault that is asked for.

/** What a send meets with instead of being taken. */
type SmsFault =
  /** Any answer of HTTP; without a body a page of HTML, as a broken server gives. */
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Taken by the gateway, and this said of the recipient. */
  | { recipient: { statusCode: number; status: string; messageId?: string } }
  /** No recipient, and a sentence that says why. */
  | { sentence: string }
  /** It takes the SMS and does not answer. */
  | 'hang'
  /** It takes the SMS and closes the connection. */
  | 'hang up';

/** An SMS that reached a phone. */
interface SmsSent {
  id: string;
  to: string;
  from: string | null;
  text: string;
}

/** A message of a person, as the gateway keeps it; `id` is not the one of its callback. */
interface SmsKept {
  id: number;
  from: string;
  to: string;
  text: string;
  date: string;
  linkId: string;
}

export interface SmsGateway {
  /** As `startBot` takes them. */
  settings: { username: string; apiKey: string; sender: string; url: string; webhookSecret: string };
  sent: SmsSent[];
  kept: SmsKept[];
  /** Faults of the next sends, one each; and of every send until it is null again. */
  next: SmsFault[];
  always: SmsFault | null;
  /** What is answered when it is asked for messages; null: the messages. */
  whenAsked: SmsFault | null;
  /** How often it was asked for messages. */
  asked: number;
  /** Connections that were made, each counted once. */
  connections: number;
  /** Where the bot listens; null: callbacks are lost. */
  bot: string | null;
  /** Somebody writes: it is kept, and the bot is called where it can be. */
  write(from: string, text: string, date?: Date): Promise<Response | null>;
  /** The last callback comes once more. */
  repeatLast(): Promise<Response>;
  call(hook: string, form: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export async function startSmsGateway(): Promise<SmsGateway> {
  const server = await listenOnLoopback((request, response) => void serve(gateway, request, response));
  let lastCallback: Record<string, string> = {};
  const gateway: SmsGateway = {
    settings: {
      username: 'savanna',
      apiKey: 'atsk_key_of_savanna',
      sender: '22384',
      url: server.url,
      webhookSecret: 'siri-ya-savanna',
    },
    sent: [],
    kept: [],
    next: [],
    always: null,
    whenAsked: null,
    asked: 0,
    connections: 0,
    bot: null,
    async write(from, text, date = new Date()) {
      const to = gateway.settings.sender;
      const message = { from, to, text, date: date.toISOString(), linkId: randomUUID() };
      gateway.kept.push({ id: 15_071 + gateway.kept.length, ...message });
      lastCallback = { id: randomUUID(), ...message, networkCode: '63902' };
      return gateway.bot ? gateway.call('inbound', lastCallback) : null;
    },
    repeatLast: () => gateway.call('inbound', lastCallback),
    call(hook, form) {
      if (!gateway.bot) throw new Error('Set `bot` first: the gateway does not know where the bot listens.');
      const path = `/hooks/sms/${gateway.settings.webhookSecret}/${hook}`;
      return fetch(`${gateway.bot}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    },
    close: server.close,
  };
  server.onConnection(() => gateway.connections++);
  return gateway;
}

/** What the bot answers on a port of its own. */
export const serveRoutes = (routes: () => Hono) =>
  listenOnLoopback(getRequestListener((request) => routes().fetch(request)));

async function listenOnLoopback(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an AddressInfo; only pipes have a string.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    onConnection: (listen: () => void) => void server.on('connection', listen),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(gateway: SmsGateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? '/', gateway.settings.url);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const answer = (status: number, body: object) => end(response, { status, body: JSON.stringify(body) });
  const username = form.get('username') ?? url.searchParams.get('username');
  if (url.pathname !== '/version1/messaging') return end(response, { status: 404 });
  if (request.headers.apikey !== gateway.settings.apiKey || username !== gateway.settings.username)
    return end(response, { status: 401, body: 'The supplied authentication is invalid' });
  if (request.method === 'GET') {
    gateway.asked++;
    if (gateway.whenAsked) return meet(gateway.whenAsked, '', response, () => undefined);
    const after = Number(url.searchParams.get('lastReceivedId'));
    const page = gateway.kept.filter(({ id }) => id > after).slice(0, 10);
    return answer(200, { SMSMessageData: { Messages: page } });
  }
  const [to, text, from] = [form.get('to') ?? '', form.get('message') ?? '', form.get('from')];
  const id = `ATXid_${randomUUID()}`;
  const take = () => void gateway.sent.push({ id, to, from, text });
  const fault = gateway.next.shift() ?? gateway.always;
  if (fault) return meet(fault, to, response, take);
  take();
  return answer(
    201,
    tookFor({ number: to, statusCode: 101, status: 'Success', messageId: id, cost: 'KES 0.8000' }),
  );
}

const tookFor = (recipient: object) => ({
  SMSMessageData: { Message: 'Sent to 1/1 Total Cost: KES 0.8000', Recipients: [recipient] },
});

function meet(fault: SmsFault, number: string, response: ServerResponse, take: () => void): void {
  if (fault === 'hang' || fault === 'hang up') {
    take();
    if (fault === 'hang up') response.socket?.destroy();
    return;
  }
  end(response, 'status' in fault ? fault : { status: 201, body: JSON.stringify(refusalBy(fault, number)) });
}

const refusalBy = (fault: Extract<SmsFault, { recipient: object } | { sentence: string }>, number: string) =>
  'sentence' in fault
    ? { SMSMessageData: { Message: fault.sentence, Recipients: [] } }
    : tookFor({ messageId: 'None', cost: '0', number, ...fault.recipient });

function end(
  response: ServerResponse,
  { status, headers, body }: { status: number; headers?: Record<string, string>; body?: string },
): void {
  const type = body?.startsWith('{') ? 'application/json' : 'text/html';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body ?? `<h1>${status}</h1>`);
}

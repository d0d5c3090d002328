import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTelegramServer } from '@openclaw/crabline';
import { expect } from 'vitest';
import { keepsTheContract, type Stand } from './contract.ts';

const jane = 5551001;

/** What stands before Telegram: answers in its place, and gives what it gave once more. */
interface Proxy {
  root: string;
  /** The next `sendMessage` meets this. */
  next: 'lost answer' | { status: number; body: object } | null;
  /** The next question for updates is answered as the last one that was not empty. */
  repeat(): void;
  close(): Promise<void>;
}

const refusal = (code: number, description: string, parameters = {}) => ({
  status: code,
  body: { ok: false, error_code: code, description, parameters },
});

async function openProxy(to: string): Promise<Proxy> {
  let lastUpdates = '';
  let isAskedToRepeat = false;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const method = request.url?.split('/').at(-1);
    const fault = method === 'sendMessage' ? proxy.next : null;
    if (fault) proxy.next = null;
    if (fault && fault !== 'lost answer') return write(response, fault.status, JSON.stringify(fault.body));
    if (method === 'getUpdates' && isAskedToRepeat) {
      isAskedToRepeat = false;
      return write(response, 200, lastUpdates);
    }
    const { status, text } = await pass(`${to}${request.url}`, request, Buffer.concat(chunks));
    if (method === 'getUpdates' && /"update_id"/.test(text)) lastUpdates = text;
    if (fault === 'lost answer') return void request.socket.destroy();
    write(response, status, text);
  };
  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: null,
    repeat() {
      isAskedToRepeat = true;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

function write(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
}

async function pass(url: string, request: IncomingMessage, body: Buffer) {
  const headers = { 'content-type': request.headers['content-type'] ?? 'application/json' };
  const answer = await fetch(url, { method: request.method ?? 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}

async function openStand(): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'karibu-contract-'));
  const arrived: string[] = [];
  const telegram = await startTelegramServer({
    recorderPath: join(folder, 'telegram.jsonl'),
    onEvent: (event) => {
      // crabline types its events as any JSON; of sendMessage these two are there.
      const { body, path } = event as { body?: { text?: string }; path?: string };
      if (path?.endsWith('/sendMessage') && body?.text) arrived.push(body.text);
    },
  });
  const { adminToken, botToken, endpoints } = telegram.manifest;
  const proxy = await openProxy(endpoints.apiRoot);
  const fault = (next: Proxy['next']) => () => {
    proxy.next = next;
  };
  return {
    settings: { telegram: { token: botToken, apiRoot: proxy.root, mode: 'polling' } },
    atMostOnce: false,
    async write(text) {
      const answer = await fetch(endpoints.adminInboundUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-crabline-admin-token': adminToken },
        body: JSON.stringify({ chatId: jane, fromId: jane, text }),
      });
      expect(answer.status).toBe(200);
    },
    arrived: () => arrived,
    faults: {
      repeated: proxy.repeat,
      wait: fault(refusal(429, 'Too Many Requests', { retry_after: 1 })),
      broken: fault(refusal(502, 'Bad Gateway')),
      refused: fault(refusal(400, 'Bad Request: chat not found')),
      blocked: fault(refusal(403, 'Forbidden: bot was blocked by the user')),
      unknown: fault('lost answer'),
    },
    async close() {
      await proxy.close();
      await telegram.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

keepsTheContract(openStand);

import type { Hono } from 'hono';
import { expect } from 'vitest';
import { keepsTheContract } from './contract.ts';

/** Jane's browser: the page is her provider, and what stands on it has arrived. */
function openBrowser(routes: () => Hono) {
  const origin = 'http://localhost';
  let cookie = '';
  let last = new URLSearchParams();
  const post = async (body: URLSearchParams) => {
    const answer = await routes().request('/chat', { method: 'POST', body, headers: { origin, cookie } });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    expect(answer.status).toBe(303);
  };
  return {
    async write(text: string) {
      last = new URLSearchParams({ text, key: crypto.randomUUID() });
      await post(last);
    },
    repeatLast: () => post(last),
    async read(): Promise<string[]> {
      const page = await (await routes().request('/chat', { headers: { cookie } })).text();
      return [...page.matchAll(/<article class="out"[^>]*><p>([^<]*)<\/p>/g)].map(([, line]) => line ?? '');
    },
  };
}

const none = 'The page is ours: what is sent is on it, and nothing stands between.';

keepsTheContract(
  async (bot) => {
    const browser = openBrowser(() => bot().routes);
    return {
      settings: {},
      atMostOnce: false,
      write: browser.write,
      arrived: browser.read,
      faults: { repeated: browser.repeatLast },
      close: async () => undefined,
    };
  },
  { wait: none, broken: none, refused: none, blocked: none, unknown: none },
);

import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startAdmin } from '../admin/start.ts';
import { emailOf, hire, staffPassword } from './desk.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** The admin on a real port, with a worker and whatever routers a test starts behind it. */
export interface BrowserDesk {
  shop: Workshop;
  url: string;
  close(): Promise<void>;
}

export async function openBrowserDesk(): Promise<BrowserDesk> {
  const shop = await openWorkshop();
  // A browser takes its time: a router that is away is not given up meanwhile.
  shop.startWorker({ patienceMs: 60_000 });
  await hire(shop.db, 'Amina Owino', 'owner');
  let answer: (request: Request, env: object) => Response | Promise<Response>;
  const server = serve({ fetch: (request, env) => answer(request, env), hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  // A TCP server's address is an AddressInfo; only pipes have a string.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const admin = startAdmin({
    db: shop.db,
    databaseUrl: shop.databaseUrl,
    log: shop.db.log,
    publicUrl: url,
    secret: 'a secret that only tests sign cookies with',
    trustProxy: false,
  });
  answer = admin.routes.fetch;
  return {
    shop,
    url,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await admin.stop();
      await shop.close();
    },
  };
}

export interface Seat {
  context: BrowserContext;
  page: Page;
  /** What the browser complained of: scripts that failed, and whatever the policy of the page stopped. */
  complaints: string[];
}

/** A browser window in which the owner has signed in. */
export async function takeSeat(
  browser: Browser,
  desk: BrowserDesk,
  options: BrowserContextOptions = {},
): Promise<Seat> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 850 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused form is a 422: the browser logs it, and all is as it should be.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  await page.goto(`${desk.url}/sign-in`);
  await page.getByLabel('E-mail').fill(emailOf('Amina'));
  await page.getByLabel('Password').fill(staffPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/today');
  await page.goto(`${desk.url}/leads`);
  return { context, page, complaints };
}

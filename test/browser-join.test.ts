import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assetRoutes } from '../bot/chat-page/assets.ts';
import { joinRoutes } from '../bot/join-page/routes.tsx';
import { sellHome20 } from './chats.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

const missing = await findMissingForChromium();
const inBrowser = missing ? `in a real browser (skipped: ${missing})` : 'in a real browser';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(missing)(inBrowser, () => {
  let browser: Browser;
  let house: TestDatabase;
  let server: ReturnType<typeof serve>;
  let url: string;

  beforeAll(async () => {
    [browser, house] = await Promise.all([openChromium(), createTestDatabase()]);
    const { db } = house;
    await sellHome20(db);
    const site = new Hono();
    site.get('/site', (c) =>
      c.html('<iframe src="/join?embed=1&lang=en" width="360" height="1400"></iframe>'),
    );
    site.route('/', assetRoutes());
    const needs = { db, secretKey: 'k', trustProxy: false, log: db.log };
    site.route('/', joinRoutes({ ...needs, publicUrl: 'http://127.0.0.1' }));
    server = serve({ fetch: site.fetch, hostname: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    // A TCP server's address is an AddressInfo; only pipes have a string.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => {
      server.close(resolve);
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
    await house?.drop();
  });

  const leadOf = async (phone: string) =>
    (await house.db.sql`select name, source, location from leads where phone = ${phone}`)[0];

  /** Types from field to field, and sends until the page believes that a person did. */
  async function fillIn(page: Page, phone: string) {
    await page.getByLabel('Your name').focus();
    for (const text of ['Jane Wanjiru', phone, 'Kilimani', '4B']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowUp');
    for (let field = 0; field < 3; field++) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  }

  test('a prospect fills in the form by keyboard alone, on a phone without scripts', async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      javaScriptEnabled: false,
      locale: 'en-KE',
    });
    const page = await context.newPage();
    await page.goto(`${url}/join`);
    await fillIn(page, '0712345678');
    await page.getByRole('alert').waitFor();
    // They are asked to look it over, as nobody is that quick, and everything is still there.
    await expect
      .poll(
        async () => {
          if (page.url().includes('/thanks')) return true;
          await page.getByRole('button', { name: 'Send' }).click();
          return page.url().includes('/thanks');
        },
        { timeout: 8000, interval: 700 },
      )
      .toBe(true);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Thank you');
    expect(await leadOf('+254712345678')).toEqual({
      name: 'Jane Wanjiru',
      source: 'Website',
      location: 'Kilimani',
    });
    const [chosen] = await house.db.sql`
      select p.name from leads l join packages p on p.id = l.package_id where l.phone = '+254712345678'`;
    expect(chosen?.name).toBe('20 Mbps Home');
    await context.close();
  });

  test('it stands in the frame of another page, and answers there', async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/site`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'Send' }).click();
    await frame.getByText('4 more things before it is sent.').waitFor();
    expect(await frame.getByLabel('Your name').getAttribute('aria-invalid')).toBe('true');
    await page.close();
  });

  describe.each(['light', 'dark'] as const)('in the %s', (colorScheme) => {
    test.each([390, 1280])('nothing is hard to read or out of reach at %i px', async (width) => {
      // The policy of the page lets nobody's script in, not even the one that looks at it.
      const context = await browser.newContext({
        viewport: { width, height: 850 },
        colorScheme,
        bypassCSP: true,
      });
      const page = await context.newPage();
      for (const path of [
        '/join?lang=en',
        '/join?lang=sw',
        '/join?lang=en&embed=1',
        '/join/thanks?lang=en',
      ]) {
        await page.goto(url + path);
        if (path.endsWith('sw')) await page.getByRole('button').click();
        await page.addScriptTag({ content: axe });
        const found = await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id }) => id))',
        );
        expect(found, path).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), path).toBe(false);
      }
      await context.close();
    });
  });
});

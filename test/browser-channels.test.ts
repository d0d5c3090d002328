import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noteStanding } from '../db/channel/channel-accounts.ts';
import { beginTenure, noteLinked, showLinking, type Tenure, takeWish } from '../db/channel/whatsapp-link.ts';
import { receiveMessages } from '../db/chat/inbox.ts';
import { parsePhone } from '../domain/phone.ts';
import { type BrowserDesk, openBrowserDesk, takeSeat } from './browser-desk.ts';
import { messageFrom } from './chats.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import { eventually } from './eventually.ts';

const missing = await findMissingForChromium();
const inBrowser = missing ? `the channels (skipped: ${missing})` : 'the channels in a real browser';
/** As long as WhatsApp's own. */
const qrText = `2@${'kQ7v'.repeat(40)},${'A1b2'.repeat(11)}=,${'C3d4'.repeat(11)}=`;
const number = parsePhone('0733000222') ?? expect.fail();

describe.skipIf(missing)(inBrowser, () => {
  let browser: Browser;
  let desk: BrowserDesk;
  beforeAll(async () => {
    [browser, desk] = await Promise.all([openChromium(), openBrowserDesk()]);
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });
  beforeEach(async () => {
    await desk.shop.db
      .sql`truncate channel_accounts, whatsapp_links, inbox, identities, conversations, outbox cascade`;
  });

  const tell = (channel: 'telegram' | 'whatsapp' | 'sms' | 'web', account: string) => ({
    well: () => noteStanding(desk.shop.db, channel, account, { state: 'well', words: null }),
    refused: (words: string) => noteStanding(desk.shop.db, channel, account, { state: 'refused', words }),
    unlinked: (words: string) => noteStanding(desk.shop.db, channel, account, { state: 'unlinked', words }),
  });

  /** A bot that holds the account, as far as the admin can tell: it takes the wish that the page has left. */
  async function beginWish(tenure: Tenure) {
    return eventually(async () => (await takeWish(desk.shop.db, tenure)) ?? expect.fail('No wish yet.'));
  }

  test('a number is linked by QR: the code appears, is replaced and goes, all without a reload', async () => {
    const { db } = desk.shop;
    await tell('whatsapp', 'main').unlinked('No phone is linked.');
    const tenure = await beginTenure(db, 'main');
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/channels/whatsapp`);
    await page.getByRole('button', { name: 'Link by QR' }).click();
    await page.getByText('Asking the bot').waitFor();
    await page.evaluate('window.here = true');
    expect(await beginWish(tenure)).toEqual({ by: 'qr' });
    await page.getByText('Waiting for WhatsApp').waitFor();
    await showLinking(db, tenure, { kind: 'qr', value: qrText, forMs: 60_000 });
    const drawing = page.locator('svg.qr path');
    await drawing.waitFor();
    const first = await drawing.getAttribute('d');
    await showLinking(db, tenure, { kind: 'qr', value: `${qrText}2`, forMs: 20_000 });
    await eventually(async () => expect(await drawing.getAttribute('d')).not.toBe(first));
    await noteLinked(db, tenure, number);
    await tell('whatsapp', 'main').well();
    await page.getByText('+254 733 000222').waitFor();
    expect(await drawing.count()).toBe(0);
    expect(await page.evaluate('window.here')).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a number is linked by code: it is read in two halves, and the phone stands in no address', async () => {
    const { db } = desk.shop;
    const tenure = await beginTenure(db, 'main');
    const { context, page, complaints } = await takeSeat(browser, desk);
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await page.goto(`${desk.url}/channels/whatsapp`);
    await page.getByRole('button', { name: 'Link by code' }).click();
    await page.getByText('Write the phone number.').waitFor();
    await page.getByLabel('Number of the phone').fill('0733 000 222');
    await page.getByRole('button', { name: 'Link by code' }).click();
    expect(await beginWish(tenure)).toEqual({ by: 'code', phone: number });
    await showLinking(db, tenure, { kind: 'code', value: 'K4RB2XYZ', forMs: 60_000 });
    await page.getByText('K4RB-2XYZ').waitFor();
    await noteLinked(db, tenure, number);
    await page.getByRole('link', { name: 'Unlink' }).click();
    await page.getByRole('dialog', { name: 'Unlink the number?' }).waitFor();
    await page.getByRole('button', { name: 'Unlink' }).click();
    expect(await beginWish(tenure)).toEqual({ by: 'unlink' });
    await noteLinked(db, tenure, null);
    await page.getByRole('button', { name: 'Link by QR' }).waitFor();
    expect(addresses.filter((address) => /733.?000.?222|K4RB/.test(address))).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('without JavaScript the page asks again by itself, and a QR is drawn', async () => {
    const { db } = desk.shop;
    const tenure = await beginTenure(db, 'main');
    const { context, page } = await takeSeat(browser, desk, { javaScriptEnabled: false });
    await page.goto(`${desk.url}/channels/whatsapp`);
    await page.getByRole('button', { name: 'Link by QR' }).click();
    await page.getByText('Asking the bot').waitFor();
    await beginWish(tenure);
    await showLinking(db, tenure, { kind: 'qr', value: qrText, forMs: 60_000 });
    await page.locator('svg.qr').waitFor();
    await noteLinked(db, tenure, number);
    await page.getByRole('link', { name: 'Link again' }).waitFor();
    expect(await page.locator('svg.qr').count()).toBe(0);
    await context.close();
  });

  test.each([390, 1280])(
    'at %i px long names and errors of parked messages break, and push nothing aside',
    async (width) => {
      const { db } = desk.shop;
      const written = { ...messageFrom('jane', 'x'.repeat(2000)), displayName: 'Wanjiru'.repeat(18) };
      await receiveMessages(db, 'telegram', '4242', [written]);
      await db.sql`update inbox set parked_at = now(), attempts = 5, error = ${'relation_'.repeat(40)}`;
      const { context, page } = await takeSeat(browser, desk, { viewport: { width, height: 850 } });
      await page.goto(`${desk.url}/channels`);
      await page.getByRole('button', { name: 'Try again' }).waitFor();
      const widest = await page.evaluate(
        'Math.max(...[document.documentElement, document.querySelector(".card-table")].map((it) => it.scrollWidth))',
      );
      expect(widest).toBeLessThanOrEqual(width);
      await context.close();
    },
  );

  test('trouble appears, and goes, on a page that stays open', async () => {
    await tell('telegram', '4242').well();
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/channels`);
    await tell('telegram', '4242').refused('Telegram does not know this token.');
    const banner = page.getByRole('status').getByText('Telegram needs you.');
    await banner.waitFor();
    await tell('telegram', '4242').well();
    await banner.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await context.close();
  });

  /** One of everything that the page can show. */
  async function fillChannels(): Promise<void> {
    const { db } = desk.shop;
    await tell('telegram', '4242').well();
    await tell('sms', 'savanna').refused(
      'Africa’s Talking says that the balance is used up. Top it up there.',
    );
    await tell('web', 'chat').well();
    await db.sql`
      update channel_accounts set public_name = case channel when 'telegram' then 'savanna_net_bot' end,
        since = now() - interval '3 days', last_inbound_at = now() - interval '4 minutes',
        last_outbound_at = now() - interval '2 hours'`;
    const jane = { ...messageFrom('jane', 'Nataka internet ya 20mbps, niko Kilimani'), displayName: 'Jane' };
    const photo = { kind: 'media', what: 'photo', caption: 'An_unbroken_word_'.repeat(12) } as const;
    await receiveMessages(db, 'telegram', '4242', [jane]);
    await receiveMessages(db, 'sms', 'savanna', [messageFrom('+254712345678', photo)]);
    await db.sql`
      update inbox set parked_at = now(), attempts = 5, error = 'Error: The conversation has caused 10 events and goes on.'`;
    await db.sql`
      insert into outbox (conversation_id, kind, body, state, cost, cost_currency)
      select conversations.id, 'reply', '{}', states.state, 0.8, 'KES'
      from conversations, unnest(array['queued', 'dead', 'unknown']) states (state) where channel = 'sms'`;
  }

  describe('what it looks like fits its screen', () => {
    // Kept where SCREENSHOTS says, to be looked at.
    const folder = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), 'karibu-screenshots-'));
    afterAll(() => {
      if (!process.env.SCREENSHOTS) rmSync(folder, { recursive: true, force: true });
    });

    test.each([
      [1280, 'light'],
      [1280, 'dark'],
      [390, 'light'],
      [390, 'dark'],
    ] as const)('%i px wide, %s', { timeout: 60_000 }, async (width, colorScheme) => {
      const { db } = desk.shop;
      await fillChannels();
      const tenure = await beginTenure(db, 'main');
      const viewport = { width, height: width > 640 ? 850 : 844 };
      const { context, page, complaints } = await takeSeat(browser, desk, { viewport, colorScheme });
      const look = async (name: string, path: string) => {
        await page.goto(desk.url + path);
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        expect(wide, `${name} at ${width} px`).toBeLessThanOrEqual(width);
      };
      await look('channels-full', '/channels');
      await tell('whatsapp', 'main').unlinked('The phone has unlinked Karibu. Link it again.');
      await look('whatsapp-unlinked', '/channels/whatsapp');
      await showLinking(db, tenure, { kind: 'qr', value: qrText, forMs: 60_000 });
      await look('whatsapp-qr', '/channels/whatsapp');
      await showLinking(db, tenure, { kind: 'code', value: 'K4RB2XYZ', forMs: 60_000 });
      await look('whatsapp-code', '/channels/whatsapp');
      await noteLinked(db, tenure, number);
      await tell('whatsapp', 'main').well();
      await look('whatsapp-linked', '/channels/whatsapp');
      expect(complaints).toEqual([]);
      await context.close();
    });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { say } from '../db/chat/outbox.ts';
import type { Id } from '../domain/id.ts';
import { type BrowserDesk, openBrowserDesk, takeSeat } from './browser-desk.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import { eventually } from './eventually.ts';
import type { RouterAtWork } from './workshop.ts';

const missing = await findMissingForChromium();
const inBrowser = missing ? `in a real browser (skipped: ${missing})` : 'in a real browser';

describe.skipIf(missing)(inBrowser, () => {
  let browser: Browser;
  let desk: BrowserDesk;
  let router: RouterAtWork;
  beforeAll(async () => {
    [browser, desk] = await Promise.all([openChromium(), openBrowserDesk()]);
    router = await desk.shop.startRouter();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  /** Something that a reload would lose. */
  const markPage = (page: Page) => page.evaluate('window.stayed = true');
  const wasReloaded = (page: Page) => page.evaluate('!window.stayed');

  test('a note that is got is swapped for nothing, and the page stays', async () => {
    const [amina] = await desk.shop.db.sql<
      { id: Id<'user'> }[]
    >`select id from people where name = 'Amina Owino'`;
    const text = 'The mast on Ngong Road is up again.';
    await say(desk.shop.db, { person: amina?.id ?? expect.fail() }, { kind: 'staff_message', text });
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/today`);
    await page.getByText(text).waitFor();
    await markPage(page);
    await page.getByRole('button', { name: 'Got it' }).click();
    await page.getByText(text).waitFor({ state: 'detached' });
    expect(await page.locator('#notices').count()).toBe(1);
    expect(await wasReloaded(page)).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a lead is converted from the table and its outcome is seen without a reload', async () => {
    const jane = await desk.shop.newLead('Jane Smith', { packageId: desk.shop.packages.pppoe });
    const { context, page, complaints } = await takeSeat(browser, desk);
    await markPage(page);
    await page.getByLabel('Status of Jane Smith').selectOption('Converted');
    const dialog = page.getByRole('dialog', { name: 'Convert to customer' });
    expect(await dialog.getByLabel('Username').inputValue()).toBe('jane.kilimani');
    expect(await dialog.getByLabel('Package').inputValue()).toBe(desk.shop.packages.pppoe);
    expect(await dialog.getByLabel('Router').inputValue()).toBe(router.id);
    const secret = dialog.getByRole('textbox', { name: 'Password' });
    await dialog.getByRole('button', { name: 'Show the password' }).click();
    expect(await secret.getAttribute('type')).toBe('text');
    const password = await secret.inputValue();
    await dialog.getByRole('button', { name: 'Convert' }).click();
    await page.getByText('Jane Smith is a customer').waitFor();
    await page.getByText('Seen on the router').waitFor();
    expect(router.rows('/ppp/secret')).toMatchObject([{ name: 'jane.kilimani', password }]);
    await page.getByRole('link', { name: 'Close', exact: true }).last().click();
    const row = page.getByRole('row', { name: /Jane Smith/ });
    await row.getByText('locked').waitFor({ state: 'attached' });
    expect(await row.getByText('Converted', { exact: true }).isVisible()).toBe(true);
    expect(await wasReloaded(page)).toBe(false);
    await page.goto(`${desk.url}/leads/${jane}`);
    await page.getByRole('link', { name: 'Show', exact: true }).click();
    await page.getByText(password).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a router that is away is waited for, in its own words, and the conversion goes through when it is back', async () => {
    const peter = await desk.shop.newLead('Peter Mwangi', { packageId: desk.shop.packages.pppoe });
    const { context, page, complaints } = await takeSeat(browser, desk);
    await router.goAway();
    await page.goto(`${desk.url}/leads/${peter}`);
    await markPage(page);
    await page.getByRole('link', { name: 'Convert' }).click();
    await page.getByRole('button', { name: 'Convert' }).click();
    await page.getByText('does not answer just now').first().waitFor();
    await router.comeBack();
    await page.getByText('Peter Mwangi is a customer').waitFor();
    // The page below the dialog has been told.
    await page.locator('#mikrotik-user').waitFor({ state: 'attached' });
    expect(await wasReloaded(page)).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the username is checked while it is typed, and what is wrong stands beside its field', async () => {
    const akinyi = await desk.shop.newLead('Akinyi Otieno', { packageId: desk.shop.packages.pppoe });
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/${akinyi}`);
    await page.getByRole('link', { name: 'Convert' }).click();
    const username = page.getByLabel('Username');
    await username.fill('jane.kilimani');
    await page.getByText('jane.kilimani is taken on Westlands-1.').waitFor();
    await username.fill('akinyi home');
    await page.getByRole('button', { name: 'Convert' }).click();
    await page.getByText('Use 2 to 63 small letters').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('username');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a dialog opens and closes by keyboard, and a status that was not saved goes back', async () => {
    await desk.shop.newLead('Njeri Kamau');
    const { context, page } = await takeSeat(browser, desk);
    const status = page.getByLabel('Status of Njeri Kamau');
    await status.focus();
    // Past Contacted, Interested and Site Survey Scheduled: what is only passed by is not saved.
    for (let steps = 0; steps < 4; steps++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(async () => expect(await status.inputValue()).toBe('New'));
    const [stored] = await desk.shop.db.sql`select status from leads where name = 'Njeri Kamau'`;
    expect(stored?.status).toBe('New');
    await context.close();
  });

  test('a search narrows the table as one types, and the address holds it', async () => {
    await desk.shop.newLead('Zawadi Achieng');
    const { context, page } = await takeSeat(browser, desk);
    await markPage(page);
    await page.getByPlaceholder('Name or phone').fill('zawadi');
    await page.getByText('1 lead', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('zawadi');
    expect(await wasReloaded(page)).toBe(false);
    await page.reload();
    expect(await page.getByRole('row').count()).toBe(2);
    await context.close();
  });

  test('the total is added up as one types, and the router type appears with its box', async () => {
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/new`);
    expect(await page.getByLabel('Router type').isVisible()).toBe(false);
    await page.getByLabel('Customer has a router').check();
    expect(await page.getByLabel('Router type').isVisible()).toBe(true);
    await page.getByLabel('Installation fee (KES)').fill('2,500');
    await page.getByLabel('Monthly subscription (KES)').pressSequentially('2999');
    await page.getByText('KES 5,499').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a router’s answer to a test appears beside it', async () => {
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/routers`);
    await page.getByRole('button', { name: 'Test the connection to Westlands-1' }).click();
    await page.getByText(/answers: RouterOS/).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('without JavaScript a lead is entered and converted by pages', async () => {
    const { context, page } = await takeSeat(browser, desk, { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'New lead' }).click();
    await page.getByLabel('Lead name').fill('Baraka Odhiambo');
    await page.getByLabel('Phone number').fill('0799 123 456');
    await page.getByLabel('Desired package').selectOption(desk.shop.packages.pppoe);
    await page.getByRole('button', { name: 'Save lead' }).click();
    await page.getByText('Baraka Odhiambo is saved.').waitFor();
    await page.getByLabel('Status of Baraka Odhiambo').selectOption('Converted');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Convert to customer' }).waitFor();
    await page.getByRole('button', { name: 'Convert' }).click();
    await page.getByText('Baraka Odhiambo is a customer').waitFor();
    expect(router.rows('/ppp/secret').map(({ name }) => name)).toContain('baraka');
    await context.close();
  });

  test('on the office network, without https, forms are posted and links are copied by hand', async () => {
    // Such a page is not trusted by the browser: no Sec-Fetch-Site, no clipboard.
    const office = { ...desk, url: desk.url.replace('127.0.0.1', 'desk.office') };
    const { context, page } = await takeSeat(browser, office);
    expect(await page.evaluate('isSecureContext')).toBe(false);
    await page.goto(`${office.url}/people/new-staff`);
    await page.getByLabel('Name').fill('Brian Kiprop');
    await page.getByLabel('E-mail').fill('brian@isp.test');
    await page.getByLabel('Role').selectOption('sales');
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    await page.getByRole('button', { name: 'Copy the link' }).click();
    await page.getByText('Marked. Press Ctrl+C to copy.').waitFor();
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    const invited = await browser.newContext();
    const door = await invited.newPage();
    await door.goto(link.replace('127.0.0.1', 'desk.office'));
    await door.getByLabel('Choose a password').fill('nyumbani kwetu sote');
    await door.getByRole('button', { name: 'Save and sign in' }).click();
    await door.waitForURL('**/today');
    await invited.close();
    await context.close();
  });

  describe('every page fits its screen', () => {
    // Kept where SCREENSHOTS says, to be looked at.
    const folder = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), 'karibu-screenshots-'));
    afterAll(() => {
      if (!process.env.SCREENSHOTS) rmSync(folder, { recursive: true, force: true });
    });

    const pagesOf = (lead: Id<'lead'>) => ({
      today: '/today',
      leads: '/leads',
      'leads-nothing': '/leads?q=nobody',
      lead: `/leads/${lead}`,
      'lead-edit': `/leads/${lead}/edit`,
      conversion: `/leads/${lead}/conversion/new`,
      'new-lead': '/leads/new',
      people: '/people',
      'new-agent': '/people/new-agent',
      'new-staff': '/people/new-staff',
      routers: '/routers',
      'new-router': '/routers/new',
      packages: '/packages',
      'new-package': '/packages/new',
      channels: '/channels',
      whatsapp: '/channels/whatsapp',
      'whatsapp-again': '/channels/whatsapp/again',
      'whatsapp-unlink': '/channels/whatsapp/unlink',
      profile: '/profile',
      nowhere: '/nowhere',
    });

    test.each([
      [1280, 'light'],
      [1280, 'dark'],
      [390, 'light'],
      [390, 'dark'],
    ] as const)('%i px wide, %s', { timeout: 60_000 }, async (width, colorScheme) => {
      const lead = await desk.shop.newLead(`Mwajuma ${width}`, { notes: 'An_unbroken_word_'.repeat(20) });
      const viewport = { width, height: width > 640 ? 850 : 844 };
      const { context, page, complaints } = await takeSeat(browser, desk, { viewport, colorScheme });
      for (const [name, path] of Object.entries(pagesOf(lead))) {
        await page.goto(desk.url + path);
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        expect(wide, `${name} at ${width} px`).toBeLessThanOrEqual(width);
      }
      expect(complaints).toEqual([]);
      await context.close();
    });
  });
});

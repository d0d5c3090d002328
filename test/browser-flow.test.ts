import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserDesk, openBrowserDesk, takeSeat } from './browser-desk.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import type { RouterAtWork } from './workshop.ts';

// A day at the desk, from a call that comes in to a customer on the router, on a small phone and on an office screen, by day
// and by night.

const missing = await findMissingForChromium();
const inBrowser = missing ? `in a real browser (skipped: ${missing})` : 'in a real browser';

const seats = [
  { width: 390, colorScheme: 'light', name: 'Njeri Kamau', phone: '0722 000 111' },
  { width: 390, colorScheme: 'dark', name: 'Otieno Ochieng', phone: '0722 000 112' },
  { width: 1280, colorScheme: 'light', name: 'Halima Hassan', phone: '0722 000 113' },
  { width: 1280, colorScheme: 'dark', name: 'Kiprop Koech', phone: '0722 000 114' },
] as const;

describe.skipIf(missing)(`a day at the desk ${inBrowser}`, () => {
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

  test.each(seats)(
    '$width px, $colorScheme',
    { timeout: 60_000 },
    async ({ width, colorScheme, name, phone }) => {
      const { context, page, complaints } = await takeSeat(browser, desk, {
        viewport: { width, height: 844 },
        colorScheme,
      });
      await enterLead(page, name, phone);
      await meetAgain(page, phone);
      await findInTable(page, phone);
      await sayNo(page, name);
      await promiseToCall(page, name);
      await convert(page, name);
      expect(router.rows('/ppp/secret').map((user) => user.name)).toContain(loginOf(name));
      await seeInFigures(page);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  const loginOf = (name: string) => `${name.split(' ')[0]?.toLowerCase()}.kilimani`;

  async function enterLead(page: Page, name: string, phone: string) {
    await page.goto(`${desk.url}/leads`);
    await page.getByRole('link', { name: 'New lead' }).first().click();
    await page.getByLabel('Lead name').fill(name);
    await page.getByLabel('Phone number').fill('0722');
    await page.getByRole('button', { name: 'Save lead' }).click();
    await page.getByText('This is no mobile number').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('phone');
    await page.getByLabel('Phone number').fill(phone);
    await page.getByLabel('Location').fill('Kilimani, Nairobi');
    await page.getByLabel('Desired package').selectOption(desk.shop.packages.pppoe);
    await page.getByLabel(/installation fee/i).fill('2,500');
    await page.getByLabel(/monthly subscription/i).fill('2999');
    await page.getByText('KES 5,499').waitFor();
    await page.getByRole('button', { name: 'Save lead' }).click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByText('KES 5,499').waitFor();
  }

  /** The same number once more: whose it is, is told while it is typed. */
  async function meetAgain(page: Page, phone: string) {
    await page.goto(`${desk.url}/leads/new`);
    await page.getByLabel('Phone number').fill(phone.replaceAll(' ', ''));
    await page.keyboard.press('Tab');
    await page
      .getByText(/already/i)
      .first()
      .waitFor();
  }

  /** By part of the number, written in another way than it was entered. */
  async function findInTable(page: Page, phone: string) {
    await page.goto(`${desk.url}/leads`);
    await page.getByRole('searchbox').fill(`+254 ${phone.slice(1)}`);
    await page.waitForURL(/q=/);
    await expect.poll(() => page.getByRole('combobox', { name: /^Status of/ }).count()).toBe(1);
    await page.reload();
    await expect.poll(() => page.getByRole('combobox', { name: /^Status of/ }).count()).toBe(1);
  }

  async function sayNo(page: Page, name: string) {
    await page.getByLabel(`Status of ${name}`).selectOption('Not Interested');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('Too expensive');
    await dialog.getByRole('button').last().click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.getByLabel(`Status of ${name}`).inputValue()).toBe('Not Interested');
  }

  /** They think again. */
  async function promiseToCall(page: Page, name: string) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByText('Too expensive').first().waitFor();
    await page.getByLabel(`Status of ${name}`).selectOption('Interested');
    await page.getByText('Not Interested → Interested').waitFor();
    await page.getByRole('button', { name: 'Tomorrow' }).click();
    await page
      .getByText(/^Follow-up on/)
      .first()
      .waitFor();
  }

  async function convert(page: Page, name: string) {
    await page.getByRole('link', { name: 'Convert' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Convert to customer' });
    expect(await dialog.getByLabel('Username').inputValue()).toBe(loginOf(name));
    await dialog.getByRole('button', { name: 'Convert' }).click();
    await page.getByText(`${name} is a customer`).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#mikrotik-user').waitFor({ state: 'attached' });
    expect(await page.getByLabel(`Status of ${name}`).count()).toBe(0);
  }

  /** The cards, the chart and the report know of it. */
  async function seeInFigures(page: Page) {
    await page.goto(`${desk.url}/leads`);
    await page.getByText('Total converted').waitFor();
    await page.locator('canvas').waitFor();
    await page.goto(`${desk.url}/reports`);
    await page
      .getByRole('row', { name: /Manual Entry/ })
      .first()
      .waitFor();
  }
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listApiKeys } from '../db/person/api-keys.ts';
import { type BrowserDesk, openBrowserDesk, takeSeat } from './browser-desk.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import { eventually } from './eventually.ts';
import type { RouterAtWork } from './workshop.ts';

const missing = await findMissingForChromium();
const inBrowser = missing ? `Settings (skipped: ${missing})` : 'Settings in a real browser';

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

  const proposed = (page: Page) =>
    page.evaluate<string[]>('[...document.querySelectorAll("#profile-names option")].map((it) => it.value)');

  test('a package takes its profile from what a router names, of the service that is chosen', async () => {
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/packages`);
    await page.getByRole('link', { name: 'Edit home-20' }).click();
    const source = page.getByLabel('Read the profiles of');
    await source.selectOption(router.id);
    await page.getByText('It has default, default-encryption, home-20.').waitFor();
    await page.getByLabel('Service').selectOption('hotspot');
    await page.getByText('It has default, cafe-5.').waitFor();
    expect(await proposed(page)).toEqual(['default', 'cafe-5']);
    await router.goAway();
    await page.getByLabel('Service').selectOption('pppoe');
    await page.getByText('Write the profile by hand.').waitFor();
    await router.comeBack();
    await page.getByRole('button', { name: 'Take it off sale' }).click();
    await page.getByText('home-20 is no longer offered.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a key is shown in a dialog, is gone with it, and is revoked after one more question', async () => {
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/settings/api-keys`);
    await page.getByRole('link', { name: 'New key' }).first().click();
    await page.getByLabel('Name').fill('Our website');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = await page.getByLabel('Key', { exact: true }).inputValue();
    expect(key).toMatch(/^karibu_/);
    expect(page.url()).toBe(`${desk.url}/settings/api-keys`);
    await page.getByRole('link', { name: 'Done' }).click();
    await page.getByRole('row', { name: /Our website/ }).waitFor();
    await page.reload();
    expect(await page.content()).not.toContain(key);
    await page.getByRole('link', { name: 'Revoke Our website' }).click();
    await page.getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByText('Our website is revoked.').waitFor();
    expect(await listApiKeys(desk.shop.db)).toMatchObject([{ revokedAt: expect.any(Date) }]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('people are found as one types, and the address holds what was typed', async () => {
    const { context, page } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/people`);
    await page.getByPlaceholder('Name, phone or e-mail').pressSequentially('atie');
    await page.waitForURL('**/people?q=atie');
    await page.getByRole('row', { name: /Wanjiru/ }).waitFor({ state: 'detached' });
    expect(await page.getByRole('row', { name: /Atieno/ }).count()).toBe(1);
    await context.close();
  });

  test('a poster is printed without the desk around it', async () => {
    const { context, page } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/people/${desk.shop.atieno}/poster`);
    await page.evaluate('window.print = () => { window.printed = true; }');
    await page.getByRole('button', { name: 'Print' }).click();
    await eventually(async () => expect(await page.evaluate('window.printed')).toBe(true));
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
    expect(await page.getByText('Fast internet for your home').isVisible()).toBe(true);
    await context.close();
  });

  test('on a phone the menu and every tab of Settings are within reach', async () => {
    const { context, page } = await takeSeat(browser, desk, { viewport: { width: 390, height: 844 } });
    await page.goto(`${desk.url}/settings`);
    for (const name of ['Main', 'Settings']) {
      for (const link of await page.getByRole('navigation', { name }).getByRole('listitem').all()) {
        const { x, width } = (await link.boundingBox()) ?? expect.fail('It is not shown.');
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(390);
      }
    }
    await context.close();
  });
});

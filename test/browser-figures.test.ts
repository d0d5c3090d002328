import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setAmountPerLead } from '../db/payouts.ts';
import { parseMoney } from '../domain/money.ts';
import { type BrowserDesk, openBrowserDesk, takeSeat } from './browser-desk.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const missing = await findMissingForChromium();
const inBrowser = missing ? `in a real browser (skipped: ${missing})` : 'in a real browser';

/** What axe finds serious, by name and place. */
async function findBarriers(page: Page): Promise<string[]> {
  // The page's policy lets no other script in; the tools of the browser may.
  await page.evaluate(axe);
  const found: { id: string; impact: string; nodes: { target: string[] }[] }[] = await page.evaluate(
    'axe.run(document).then(({ violations }) => violations)',
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

/** What the chart draws now, as Chart.js has it. */
const drawn = (page: Page): Promise<{ first: number; colour: string; animation: unknown }> =>
  page.evaluate(`(() => {
    const { data, options } = Chart.getChart(document.querySelector('canvas'));
    return { first: data.datasets[0].data[0], colour: data.datasets[0].borderColor, animation: options.animation };
  })()`);

describe.skipIf(missing)(inBrowser, () => {
  let browser: Browser;
  let desk: BrowserDesk;
  beforeAll(async () => {
    [browser, desk] = await Promise.all([openChromium(), openBrowserDesk()]);
    const { shop } = desk;
    await setAmountPerLead(shop.db, parseMoney('500'));
    const jane = await shop.newLead('Jane Smith', { status: 'Converted', broughtInByPersonId: shop.atieno });
    await shop.newLead('Peter Njoroge');
    await shop.db.sql`update leads set created_at = '2024-01-15T09:00:00Z' where id = ${jane}`;
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  test('another year is drawn on the same chart: focus, open table and filter stay', async () => {
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads?q=jane`);
    await page.getByText('Show as a table').click();
    await page.getByLabel('Year').focus();
    await page.evaluate('window.stayed = document.querySelector("canvas")');
    await page.getByLabel('Year').selectOption('2024');
    await page.waitForURL('**/leads?q=jane&year=2024');
    await expect.poll(() => drawn(page)).toMatchObject({ first: 1 });
    expect(await page.evaluate('window.stayed === document.querySelector("canvas")')).toBe(true);
    expect(await page.evaluate('document.activeElement.id')).toBe('figures-year');
    expect(await page.getByRole('row', { name: 'January 1 0' }).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the chart takes on the colours of the night, and stands still for whoever asks', async () => {
    const { context, page } = await takeSeat(browser, desk, {
      reducedMotion: 'reduce',
      colorScheme: 'light',
    });
    await page.goto(`${desk.url}/leads`);
    await expect.poll(() => drawn(page)).toMatchObject({ animation: false });
    const { colour } = await drawn(page);
    expect(colour).toMatch(/^rgba\(\d+, \d+, \d+, 1\)$/);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(async () => (await drawn(page)).colour).not.toBe(colour);
    await context.close();
  });

  test('a payout is made in a dialog by keyboard', async () => {
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/reports/payouts`);
    await page.getByRole('link', { name: 'Pay Atieno' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Pay Atieno' });
    await dialog.getByText('Jane Smith').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Mark KES 500 as paid' }).press('Enter');
    await page.getByText('KES 500 is marked as paid.').waitFor();
    expect(await page.getByRole('cell', { name: 'Amina Owino' }).count()).toBe(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each(['light', 'dark'] as const)('no page of figures bars anybody, %s', async (colorScheme) => {
    const { context, page } = await takeSeat(browser, desk, { colorScheme });
    const barriers: Record<string, string[]> = {};
    const paths = [
      '/leads',
      '/reports',
      '/reports/agents',
      '/reports/statuses',
      '/reports/replies',
      '/reports/payouts',
    ];
    for (const path of paths) {
      await page.goto(`${desk.url}${path}?period=all&year=2024`);
      const found = await findBarriers(page);
      if (found.length > 0) barriers[path] = found;
    }
    expect(barriers).toEqual({});
    await context.close();
  });
});

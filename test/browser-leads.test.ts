import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserDesk, openBrowserDesk, type Seat, takeSeat } from './browser-desk.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import { hire } from './desk.ts';
import { eventually } from './eventually.ts';

const missing = await findMissingForChromium();
const inBrowser = missing ? `in a real browser (skipped: ${missing})` : 'in a real browser';

describe.skipIf(missing)(`the page of leads ${inBrowser}`, () => {
  let browser: Browser;
  let desk: BrowserDesk;
  let seat: Seat;
  let page: Page;
  beforeAll(async () => {
    [browser, desk] = await Promise.all([openChromium(), openBrowserDesk()]);
    await hire(desk.shop.db, 'Mark Kiprono', 'technician');
    // Two pages: sixty who are called Jane, and Otieno.
    await desk.shop.db.sql`
      insert into leads (id, phone, source, name, created_at)
      select 'lead_0199f3c2-0000-7000-8000-' || lpad(n::text, 12, '0'), '+25470' || lpad(n::text, 7, '0'), 'Website',
        case when n > 60 then 'Otieno' else 'Jane ' || lpad(n::text, 2, '0') end, now() - n * interval '1 hour'
      from generate_series(1, 61) n`;
    seat = await takeSeat(browser, desk);
    page = seat.page;
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const address = () => page.url().replace(desk.url, '');
  const count = (words: string) => page.locator('#count').getByText(words, { exact: true }).waitFor();

  test('whoever types keeps the caret, while the table follows and the figures stay', async () => {
    await page.locator('#figures').evaluate((figures) => figures.setAttribute('data-mark', 'yes'));
    await page.locator('#search').pressSequentially('jan');
    await count('1–50 of 60 leads');
    await page.keyboard.type('e 60');
    await count('1 lead');
    expect(await page.locator('#search').inputValue()).toBe('jane 60');
    expect(await page.locator('#search:focus').count()).toBe(1);
    expect(address()).toBe('/leads?q=jane+60');
    expect(await page.locator('#figures').getAttribute('data-mark')).toBe('yes');
  });

  test('back is where one was before the search', async () => {
    await page.goBack();
    await count('1–50 of 61 leads');
    expect(address()).toBe('/leads');
    expect(await page.locator('#search').inputValue()).toBe('');
  });

  test('a filter that is chosen stands as a chip, and taking it away unticks its box', async () => {
    await page.locator('summary', { hasText: 'Status' }).click();
    await page.getByRole('checkbox', { name: 'Contacted' }).check();
    await page.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Contacted: leave it out' }).click();
    await count('1–50 of 61 leads');
    expect(await page.locator('[name="status"][value="Contacted"]').isChecked()).toBe(false);
  });

  test('the next page begins at its top and says where it is', async () => {
    await page.getByRole('link', { name: 'Next page' }).click();
    await count('51–61 of 61 leads');
    await eventually(async () => {
      const top = await page.locator('#live').evaluate((live) => live.getBoundingClientRect().top);
      expect(Math.abs(top)).toBeLessThan(60);
    });
    await page.getByRole('link', { name: 'First page' }).click();
    await count('1–50 of 61 leads');
  });

  test('many are ticked and assigned, and stay ticked for what is done next', async () => {
    await page.getByRole('checkbox', { name: 'Tick Jane 01' }).check();
    await page.getByRole('checkbox', { name: 'Tick Jane 02' }).check();
    await page.getByText('2 ticked').waitFor();
    await page.getByRole('button', { name: 'Assign…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Assign 2 leads' });
    await dialog.getByLabel('Assign to').selectOption({ label: 'Mark Kiprono' });
    await dialog.getByRole('button', { name: 'Assign' }).click();
    await page.getByText('2 leads are assigned to Mark Kiprono now.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await eventually(async () =>
      expect(await page.getByRole('checkbox', { name: 'Tick Jane 02' }).isChecked()).toBe(true),
    );
    const [mark] = await desk.shop.db.sql<{ leads: number }[]>`
      select count(*) as leads from leads l join people p on p.id = l.assigned_to where p.name = 'Mark Kiprono'`;
    expect(mark?.leads).toBe(2);
  });

  test('every page at once is one box away', async () => {
    await page.getByRole('checkbox', { name: 'Tick every lead on this page' }).check();
    await page.getByText('50 ticked').waitFor();
    await page.getByRole('checkbox', { name: 'All 61 that match' }).check();
    await page.getByRole('button', { name: 'Set status…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set the status of 61 leads' });
    await dialog.getByLabel('Status').selectOption('Contacted');
    await dialog.getByRole('button', { name: 'Set status' }).click();
    await page.getByText('61 leads are Contacted now.').waitFor();
    expect(seat.complaints).toEqual([]);
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinLead } from '../db/chat/conversations.ts';
import { commit } from '../db/database.ts';
import type { Id } from '../domain/id.ts';
import { type BrowserDesk, openBrowserDesk, takeSeat } from './browser-desk.ts';
import { openChat } from './chats.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import { addLead } from './desk.ts';
import { eventually } from './eventually.ts';

const missing = await findMissingForChromium();

describe.skipIf(missing !== null)(`the chat on the lead page${missing ? `: ${missing}` : ''}`, () => {
  let desk: BrowserDesk;
  let browser: Browser;
  let jane: Id<'lead'>;
  let chat: Id<'conversation'>;
  beforeAll(async () => {
    desk = await openBrowserDesk();
    browser = await openChromium();
    const { db } = desk.shop;
    jane = await addLead(db, { phone: '0712345678', name: 'Jane Wanjiru', location: 'Kilimani' });
    chat = await openChat(db, 'jane');
    await commit(db, (tx) => joinLead(tx, chat, jane));
    await db.sql`update conversations set last_inbound_at = now() where id = ${chat}`;
    await db.sql`
      insert into messages (conversation_id, lead_id, direction, text) select ${chat}, ${jane}, 'in', 'line ' || n
      from generate_series(1, 120) n`;
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const hears = (text: string) => desk.shop.db.sql`
    insert into messages (conversation_id, lead_id, direction, text) values (${chat}, ${jane}, 'in', ${text})`;

  test('what is being typed outlives news, a change of status and a look at earlier lines, and is sent once', async () => {
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/${jane}`);
    const box = page.getByLabel('Write to Jane Wanjiru');
    await box.fill('We come on Friday.');
    await hears('When do you come?');
    await page.getByText('When do you come?').waitFor({ timeout: 20_000 });
    await page.getByRole('link', { name: 'Show earlier' }).click();
    await page.getByText('line 1', { exact: true }).waitFor();
    await page.getByLabel('Status of Jane Wanjiru').selectOption('Contacted');
    await page.getByText('Jane Wanjiru is now Contacted.').waitFor();
    expect(await box.inputValue()).toBe('We come on Friday.');
    await page.getByRole('button', { name: 'Send' }).dblclick();
    await page.getByText('On its way').waitFor();
    await eventually(async () => expect(await box.inputValue()).toBe(''));
    const queued = await desk.shop.db.sql`select from outbox where body->>'text' = 'We come on Friday.'`;
    expect(queued.count).toBe(1);
    await desk.shop.db.sql`
      update outbox set state = 'dead', error = 'blocked' where body->>'text' = 'We come on Friday.'`;
    await page.getByText('Not sent: they blocked us in this chat.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  test('on a phone two leads are merged in a dialog, by keyboard, and the page tells of both', async () => {
    const { db } = desk.shop;
    await addLead(db, { phone: '0733111222', name: 'J. Wanjiru', unitNumber: '4B' });
    const viewport = { width: 390, height: 844 };
    const { context, page, complaints } = await takeSeat(browser, desk, { viewport, colorScheme: 'dark' });
    await page.goto(`${desk.url}/leads/${jane}`);
    await page.getByRole('link', { name: 'Merge with another lead' }).press('Enter');
    await page.getByLabel('The same person is also').fill('0733 111');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /J. Wanjiru/ }).press('Enter');
    const name = page.getByRole('group', { name: 'Name' });
    await name.getByRole('radio').first().press('ArrowRight');
    expect(await name.getByLabel('J. Wanjiru').isChecked()).toBe(true);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Merge' }).press('Enter');
    await page.getByRole('heading', { name: 'Also known as' }).waitFor();
    await page.getByText('4B').first().waitFor();
    expect(await page.locator('h1').textContent()).toBe('J. Wanjiru');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('The two are two again.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);
});

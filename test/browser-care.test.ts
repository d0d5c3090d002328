import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLead } from '../db/lead/lead-reads.ts';
import { addPerson } from '../db/person/people.ts';
import { parsePhone } from '../domain/phone.ts';
import { type BrowserDesk, openBrowserDesk, takeSeat } from './browser-desk.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';
import { eventually } from './eventually.ts';

const missing = await findMissingForChromium();
const inBrowser = missing
  ? `caring for leads in a real browser (skipped: ${missing})`
  : 'caring for leads in a real browser';

describe.skipIf(missing)(inBrowser, () => {
  let browser: Browser;
  let desk: BrowserDesk;
  beforeAll(async () => {
    [browser, desk] = await Promise.all([openChromium(), openBrowserDesk()]);
    await desk.shop.startRouter();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const focused = 'document.activeElement.id';

  test('why somebody said no is asked by keyboard, and the table shows it without a reload', async () => {
    const lead = await desk.shop.newLead('Njeri Kamau');
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.evaluate('window.stayed = true');
    const status = page.getByLabel('Status of Njeri Kamau');
    await status.focus();
    await status.press('N');
    await status.selectOption('Not Interested');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Not interested: Njeri Kamau' });
    await dialog.waitFor();
    await page.keyboard.press('ArrowRight');
    expect(await dialog.getByLabel('Too expensive').isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.type('Zuku is cheaper');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Njeri Kamau is now Not Interested.').waitFor();
    await eventually(async () => expect(await status.inputValue()).toBe('Not Interested'));
    await eventually(async () => expect(await page.evaluate(focused)).toBe(`status-${lead}`));
    expect(await page.evaluate('window.stayed')).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a dialog that is cancelled puts the status back, and the focus where it was', async () => {
    const lead = await desk.shop.newLead('Otieno Ouma');
    const { context, page } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/${lead}`);
    const status = page.getByLabel('Status of Otieno Ouma');
    await status.focus();
    await status.press('F');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(async () => expect(await status.inputValue()).toBe('New'));
    expect(await page.evaluate(focused)).toBe(`status-${lead}`);
    await page.getByRole('link', { name: 'Convert' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(focused)).toBe('field-createUser');
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await page.evaluate(focused)).toBe('convert'));
    await context.close();
  });

  test('a future prospect may be asked again on another day', async () => {
    const lead = await desk.shop.newLead('Zawadi Achieng');
    const { context, page } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/${lead}`);
    await page.getByLabel('Status of Zawadi Achieng').selectOption('Future Prospect');
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Follow-up date').isVisible()).toBe(false);
    await dialog.getByText('Another day').click();
    await dialog.getByLabel('Follow-up date').fill('2031-05-01');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Zawadi Achieng is now Future Prospect.').waitFor();
    expect(await findLead(desk.shop.db, lead)).toMatchObject({ followUpDate: '2031-05-01' });
    await context.close();
  });

  test('without JavaScript a survey is planned on a page', async () => {
    const lead = await desk.shop.newLead('Peter Mwangi');
    const { context, page } = await takeSeat(browser, desk, { javaScriptEnabled: false });
    await page.goto(`${desk.url}/leads/${lead}`);
    await page.getByLabel('Status of Peter Mwangi').selectOption('Site Survey Scheduled');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Site survey: Peter Mwangi' }).waitFor();
    await page.getByLabel('Day of the survey').fill('2031-05-01');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Peter Mwangi is now Site Survey Scheduled.').waitFor();
    expect(await findLead(desk.shop.db, lead)).toMatchObject({ surveyOn: '2031-05-01' });
    await context.close();
  });

  test('a note half written outlives what else changes on the page', async () => {
    const lead = await desk.shop.newLead('Grace Wambui');
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/${lead}`);
    const note = page.getByLabel('Note for colleagues');
    await note.fill('The gate is blue.');
    await page.getByRole('button', { name: 'Tomorrow' }).click();
    await page
      .getByText(/^Follow-up on/)
      .first()
      .waitFor();
    expect(await note.inputValue()).toBe('The gate is blue.');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.locator('.timeline').getByText('The gate is blue.').waitFor();
    expect(await note.inputValue()).toBe('');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a lead is archived after a question, and comes back on its page', async () => {
    const lead = await desk.shop.newLead('Hassan Ali');
    const { context, page } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/${lead}`);
    await page.getByRole('link', { name: 'Archive' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
    await page.getByText('This lead is archived').waitFor();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Hassan Ali is back in the lists.').waitFor();
    expect((await findLead(desk.shop.db, lead))?.archivedAt).toBeNull();
    await context.close();
  });

  test('a new lead is claimed on Today', async () => {
    const lead = await desk.shop.newLead('Faith Chebet');
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/today`);
    await page.getByRole('button', { name: 'Claim Faith Chebet' }).click();
    await page.getByText('Faith Chebet is yours.').waitFor();
    expect((await findLead(desk.shop.db, lead))?.assignedTo?.name).toBe('Amina Owino');
    expect(await page.getByRole('button', { name: 'Claim Faith Chebet' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('while a lead is typed, a known phone tells whose it is, and a known agent brings their number', async () => {
    const phone = parsePhone('0733000333') ?? expect.fail();
    await addPerson(desk.shop.db, { name: 'Kamau Njuguna', role: 'agent', agentKind: 'caretaker', phone });
    const lead = await desk.shop.newLead('Mwajuma Said');
    const known = (await findLead(desk.shop.db, lead))?.phone ?? expect.fail();
    const { context, page, complaints } = await takeSeat(browser, desk);
    await page.goto(`${desk.url}/leads/new`);
    await page.getByLabel('Phone number').pressSequentially(known.replace('+254', '0'));
    await page.getByRole('link', { name: 'Open Mwajuma Said' }).waitFor();
    expect(page.url()).toBe(`${desk.url}/leads/new`);
    await page.getByLabel('Brought in by', { exact: true }).fill('Kamau Njuguna');
    expect(await page.getByLabel('Brought in by: contact').inputValue()).toBe('+254 733 000333');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserDesk, openBrowserDesk, type Seat, takeSeat } from './browser-desk.ts';
import { findMissingForChromium, openChromium } from './chromium.ts';

const missing = await findMissingForChromium();
const inBrowser = missing ? `in a real browser (skipped: ${missing})` : 'in a real browser';

const pages = [
  '/today',
  '/leads',
  '/leads?status=New&status=Contacted&q=a',
  '/leads?q=nobody-of-this-name',
  '/leads/new',
  '/leads/:lead',
  '/leads/:lead/edit',
  '/leads/:lead/archive',
  '/leads/:lead/conversion/new',
  '/imports',
  '/imports/new',
  '/reports',
  '/reports/agents',
  '/reports/statuses',
  '/reports/replies',
  '/reports/payouts',
  '/channels',
  '/settings/isp',
  '/settings/api-keys',
  '/settings/api-keys/new',
  '/people',
  '/people/:person',
  '/people/:person/edit',
  '/people/:person/poster',
  '/people/new-agent',
  '/people/new-staff',
  '/routers',
  '/routers/new',
  '/packages',
  '/packages/new',
  '/profile',
  '/api/docs',
];

/** A small phone and an office screen, by day and by night. */
const seats = [390, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.skipIf(missing)(`every page ${inBrowser}`, () => {
  let browser: Browser;
  let desk: BrowserDesk;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    [browser, desk] = await Promise.all([openChromium(), openBrowserDesk()]);
    const { shop } = desk;
    await shop.startRouter();
    ids.person = shop.atieno;
    ids.lead = await shop.newLead('Wanjikũ wa Kamau-Odhiambo Mkubwa', {
      packageId: shop.packages.pppoe,
      location: 'Kileleshwa, near the Kasuku Centre, Nairobi',
      followUpDate: '2025-01-31',
      assignedTo: shop.wanjiru,
      notes: 'The line drops every evening, and nobody answers the phone.',
    });
    for (const name of ['Akinyi', 'Barasa', 'Chebet']) await shop.newLead(name);
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  describe.each(seats)('$width px wide, $colorScheme', ({ width, colorScheme }) => {
    let seat: Seat;
    beforeAll(async () => {
      seat = await takeSeat(browser, desk, { viewport: { width, height: 844 }, colorScheme });
    });
    afterAll(() => seat.context.close());

    test.each(pages)('%s bars nobody, fits the screen and runs without a complaint', async (path) => {
      seat.complaints.length = 0;
      await seat.page.goto(desk.url + path.replace(/:(\w+)/, (_, name: string) => ids[name] ?? name));
      expect(await findBarriers(seat)).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await seat.page.evaluate(overflow)).toBe(0);
      expect(seat.complaints).toEqual([]);
    });
  });
});

/** What axe calls serious or critical, each with the first place where it is found. */
async function findBarriers({ page }: Seat): Promise<string[]> {
  // Not as a script of the page, which its policy would stop.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}, as in ${nodes[0]?.html}`);
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { findUserOfConversion, revealPassword } from '../db/conversion-reads.ts';
import { findLead } from '../db/lead-reads.ts';
import { notesAbout, openWorkshop, password, profiles, untilState, type Workshop } from '../test/workshop.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  shop.startWorker();
});
afterAll(() => shop.close());

test('a conversion makes the PPPoE user, converts the lead, and tells who asked and who brought it', async () => {
  const router = await shop.startRouter();
  const jane = await shop.newLead('Jane');
  const id = await shop.ask(jane, { routerId: router.id, username: 'jane.kilimani' });
  const conversion = await untilState(shop.db, id, 'done');
  expect(conversion.steps.map((step) => step.what)).toEqual(['requested', 'looked', 'added', 'verified']);
  expect(router.rows('/ppp/secret')).toMatchObject([
    { name: 'jane.kilimani', password, service: 'pppoe', profile: profiles.pppoe, comment: `${id} ${jane}` },
  ]);
  expect(await findUserOfConversion(shop.db, id)).toMatchObject({ username: 'jane.kilimani', leadId: jane });
  expect(await revealPassword(shop.db, jane)).toBe(password);
  const lead = await findLead(shop.db, jane);
  expect(lead).toMatchObject({ status: 'Converted', isConverting: false });
  expect(lead?.statusHistory.at(-1)).toMatchObject({ status: 'Converted', changedBy: shop.wanjiru });
  expect(await notesAbout(shop.db, id)).toMatchObject([
    {
      key: 'asker',
      reader: 'Wanjiru',
      notice: { kind: 'conversion_done', name: 'Jane', username: 'jane.kilimani' },
    },
    {
      key: 'bringer',
      reader: 'Atieno',
      notice: { kind: 'brought_lead_converted', name: 'Jane', place: 'Kilimani' },
    },
  ]);
});

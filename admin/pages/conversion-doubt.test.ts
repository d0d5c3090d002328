import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestConversion } from '../../db/conversion/conversions.ts';
import type { Id } from '../../domain/id.ts';
import { addLead, type Browser, hire, openTestDesk, signIn, stock, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let brian: Browser;
let packageId: Id<'package'>;
let routerId: Id<'router'>;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Brian Kiprop', 'sales');
  ({ packageId, routerId } = await stock(desk.db));
  brian = await signIn(desk, 'Brian');
});
afterAll(() => desk.close());

/** A conversion whose add was never answered, so many minutes ago. */
async function doubt(name: string, minutesAgo: number): Promise<Id<'lead'>> {
  const lead = await addLead(desk.db, { phone: `07120001${String(minutesAgo).padStart(2, '0')}`, name });
  const wish = { username: name.toLowerCase(), password: 'siri-4567', packageId, routerId, ipAddress: null };
  await requestConversion(desk.db, lead, wish, { by: null });
  await desk.db.sql`
    update conversions set state = 'uncertain', error_code = 'outcome_unknown',
      unanswered_since = now() - ${minutesAgo} * interval '1 minute' where lead_id = ${lead}`;
  return lead;
}

test('a person says that the user is not there, and the lead is free again', async () => {
  const lead = await doubt('Nekesa', 11);
  expect((await brian.get(`/leads/${lead}`)).text).toContain(`/leads/${lead}/conversion/doubt`);
  expect((await brian.get(`/leads/${lead}/conversion/doubt`)).text).toContain('Is nekesa on');
  await brian.post(`/leads/${lead}/conversion/doubt`, { seen: 'absent' });
  const { text } = await brian.get(`/leads/${lead}`);
  expect(text).toContain('Nekesa is as before, and can be converted again.');
  expect(text).toContain('Brian Kiprop looked at the router: nekesa is not on it.');
});

test('a person saw the user there, and the lead is a customer', async () => {
  const lead = await doubt('Odhiambo', 12);
  await brian.post(`/leads/${lead}/conversion/doubt`, { seen: 'present' });
  expect((await brian.get(`/leads/${lead}`)).text).toContain('Odhiambo is a customer.');
});

test('while the router may still answer nobody is asked, and nothing is believed', async () => {
  const lead = await doubt('Pendo', 9);
  expect((await brian.get(`/leads/${lead}`)).text).not.toContain('/conversion/doubt');
  await brian.post(`/leads/${lead}/conversion/doubt`, { seen: 'absent' });
  expect((await brian.get(`/leads/${lead}`)).text).toContain('The router may still answer.');
});

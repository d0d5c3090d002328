import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../db/settings.ts';
import { type Browser, hire, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  await hire(desk.db, 'Faith Mwende', 'manager');
  await hire(desk.db, 'Mark Kiprono', 'technician');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

test.each([
  ['Amina', '/settings/isp', ['ISP', 'People', 'Routers', 'Packages', 'API keys']],
  ['Faith', '/people', ['People', 'Routers', 'Packages']],
  ['Mark', '/routers', ['Routers', 'Packages']],
])('Settings lead %s to the first tab of theirs, %s', async (name, first, names) => {
  const browser = await signIn(desk, name);
  expect((await browser.get('/settings')).to).toBe(first);
  const { text } = await browser.get(first);
  const tabs = text.slice(
    text.indexOf('<nav class="tabs"'),
    text.indexOf('</nav>', text.indexOf('class="tabs"')),
  );
  expect([...tabs.matchAll(/<\/svg>([^<]+)<\/a>/g)].map(([, tab]) => tab)).toEqual(names);
  expect(tabs.match(/aria-current="page"/g)).toHaveLength(1);
});

test('what the owner saves holds with the next page', async () => {
  const fields = { ispName: 'Tsavo Fibre', language: 'sw', timeZone: 'europe/london' };
  expect((await amina.post('/settings/isp', fields)).to).toBe('/settings/isp');
  expect(await readSettings(desk.db)).toMatchObject({
    ispName: 'Tsavo Fibre',
    language: 'sw',
    timeZone: 'Europe/London',
    country: 'KE',
  });
  const { text } = await amina.get('/settings/isp');
  for (const words of ['The settings are saved.', 'Settings', 'Tsavo Fibre</title>', 'Kenya'])
    expect(text).toContain(words);
});

test('a zone that does not exist is refused beside its field, and nothing is saved', async () => {
  const fields = { ispName: '', language: 'fr', timeZone: 'Africa/Atlantis' };
  const { status, text } = await amina.post('/settings/isp', fields);
  expect(status).toBe(422);
  for (const field of Object.keys(fields)) expect(text).toContain(`id="field-${field}-error"`);
  expect(await readSettings(desk.db)).toMatchObject({ ispName: 'Tsavo Fibre' });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPackages } from '../../db/packages.ts';
import { type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let faith: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Faith Mwende', 'manager');
  faith = await signIn(desk, 'Faith');
});
afterAll(() => desk.close());

const home = {
  name: '20 Mbps Home',
  price: '2,999',
  downloadMbps: '20',
  uploadMbps: '10',
  service: 'pppoe',
  profile: 'home-20',
};

test('without a package the page says what to do next', async () =>
  expect((await faith.get('/packages')).text).toContain('No package yet'));

test('a package is added and stands in the list with its price', async () => {
  expect((await faith.post('/packages', home)).to).toBe('/packages');
  expect(await listPackages(desk.db)).toMatchObject([
    { name: '20 Mbps Home', price: '2999.00', profile: 'home-20' },
  ]);
  const { text } = await faith.get('/packages');
  for (const words of ['20 Mbps Home is on sale.', 'KES 2,999', '20 / 10 Mbps', 'PPPoE'])
    expect(text).toContain(words);
});

test('what is wrong stands beside its field', async () => {
  const wrong = {
    name: '',
    price: 'much',
    downloadMbps: '0',
    uploadMbps: '1.5',
    service: 'dsl',
    profile: '',
  };
  const { status, text } = await faith.post('/packages', wrong, htmx);
  expect(status).toBe(422);
  for (const field of Object.keys(wrong)) expect(text).toContain(`id="field-${field}-error"`);
});

test('a name that is taken, in whatever letters, is refused', async () => {
  const { text } = await faith.post('/packages', { ...home, name: '20 MBPS home' });
  expect(text).toContain('Another package has this name.');
});

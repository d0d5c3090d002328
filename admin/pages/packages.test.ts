import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPackages } from '../../db/packages.ts';
import { answerQuestion } from '../../db/questions.ts';
import { addRouter } from '../../db/routers.ts';
import type { Id } from '../../domain/id.ts';
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

const find = async () => (await listPackages(desk.db, 'all'))[0] ?? expect.fail('There is no package.');

test('a package is edited, and what is wrong with it is said', async () => {
  const { id } = await find();
  expect((await faith.get(`/packages/${id}/edit`, htmx)).text).toContain('value="2999"');
  const faster = { ...home, name: '25 Mbps Home', downloadMbps: '25' };
  expect((await faith.post(`/packages/${id}`, faster)).to).toBe('/packages');
  expect(await find()).toMatchObject({ name: '25 Mbps Home', downloadMbps: 25 });
  expect((await faith.post(`/packages/${id}`, { ...faster, price: '' }, htmx)).status).toBe(422);
  await faith.post('/packages', home);
  const { text } = await faith.post(`/packages/${id}`, home, htmx);
  expect(text).toContain('Another package has this name.');
});

test('a package is taken off sale and put on sale again', async () => {
  const { id, name } = await find();
  expect((await faith.post(`/packages/${id}/sale-end`)).to).toBe('/packages');
  expect((await listPackages(desk.db)).map((sold) => sold.id)).not.toContain(id);
  expect((await faith.get('/packages')).text).toContain(`${name} is no longer offered.`);
  expect((await faith.get(`/packages/${id}/edit`, htmx)).text).toContain('Put it on sale again');
  expect((await faith.post(`/packages/${id}/sale`)).to).toBe('/packages');
  expect((await listPackages(desk.db)).map((sold) => sold.id)).toContain(id);
});

test('the profiles of a router are proposed once it has named them', async () => {
  const router = await addRouter(desk.db, {
    name: 'Westlands-1',
    host: '10.0.0.1',
    port: 8728,
    tls: false,
    tlsFingerprint: null,
    username: 'karibu',
    password: 'siri',
  });
  const profilesOf = 'id' in router ? router.id : expect.fail('There is a router of this name.');
  expect((await faith.get('/packages/new', htmx)).text).toContain('Westlands-1 (not asked yet)');
  const asked = await faith.post('/packages/profiles', { profilesOf, service: 'hotspot' }, htmx);
  const path = /hx-get="([^"]+)"/.exec(asked.text)?.[1] ?? '';
  expect((await faith.get(path, htmx)).status).toBe(204);
  // The path was made from this id, and a question_… is in it.
  const question = /question_[\w-]+/.exec(path)?.[0] as Id<'question'>;
  await answerQuestion(desk.db, question, { ok: true, profiles: ['default', 'cafe-5'] });
  const { text } = await faith.get(path, htmx);
  expect(text).toContain('<option value="cafe-5">');
  expect(text).not.toContain('every 1s');
  const nobody = await faith.post('/packages/profiles', { profilesOf: '', service: 'pppoe' }, htmx);
  expect(nobody.text).not.toContain('Asking');
  const late = path
    .replace(/since=\d+/, 'since=1')
    .replace(question, 'question_0199f3c2-0000-7000-8000-000000000001');
  expect((await faith.get(late, htmx)).text).toContain('Write the profile by hand.');
});

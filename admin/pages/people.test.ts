import { afterAll, beforeAll, expect, test } from 'vitest';
import { rememberAccount } from '../../db/channel/channel-accounts.ts';
import { redeemChatLink } from '../../db/person/links.ts';
import { listPeople } from '../../db/person/people.ts';
import {
  type Browser,
  emailOf,
  hire,
  htmx,
  openBrowser,
  openTestDesk,
  publicUrl,
  signIn,
  staffPassword,
  type TestDesk,
} from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

const find = async (name: string) => (await listPeople(desk.db)).find((person) => person.name === name);
const linkIn = (text: string) =>
  /id="one-time-link-(?:link|telegram)"[^>]* value="([^"]+)"/.exec(text)?.[1] ?? '';

test('an agent is added with kind and phone, and stands in the list', async () => {
  const fields = { name: 'Kamau', phone: '0722000001', agentKind: 'caretaker' };
  const { to } = await amina.post('/people/new-agent', fields);
  expect(to).toBe(`/people/${(await find('Kamau'))?.id}`);
  expect(await find('Kamau')).toMatchObject({
    role: 'agent',
    agentKind: 'caretaker',
    phone: '+254722000001',
  });
  const { text } = await amina.get('/people');
  expect(text).toContain('Kamau is an agent now.');
  expect(text).toContain('Caretaker</span>');
});

test('people are searched by a piece of their name or phone, and the address holds it', async () => {
  const { text } = await amina.get('/people?q=0722 000');
  expect(text).toContain('Kamau</a>');
  expect(text).not.toContain('Amina Owino</a>');
  expect((await amina.get('/people?q=zzz')).text).toContain('Nobody found');
});

test('an agent without name, phone or kind is told so beside each field', async () => {
  const { status, text } = await amina.post('/people/new-agent', { phone: '123' }, htmx);
  expect(status).toBe(422);
  for (const field of ['name', 'phone', 'agentKind']) expect(text).toContain(`id="field-${field}-error"`);
});

test('a phone that somebody else has is refused', async () => {
  const fields = { name: 'Another', phone: '+254 722 000001', agentKind: 'field' };
  expect((await amina.post('/people/new-agent', fields)).text).toContain('has this phone already');
});

test('staff are invited by a link that is shown once and lets them in', async () => {
  const fields = { name: 'Brian Kiprop', email: emailOf('Brian'), role: 'sales' };
  const link = linkIn((await amina.post('/people/new-staff', fields, htmx)).text);
  expect(link).toMatch(/^http:\/\/desk\.test\/password\//);
  expect((await amina.get('/people')).text).not.toContain('/password/');
  const browser = openBrowser(desk.routes);
  await browser.post(link.replace(publicUrl, ''), { password: staffPassword });
  expect((await browser.get('/leads')).status).toBe(200);
});

test('staff with a known e-mail, none, or a role that is not for staff are refused', async () => {
  const known = { name: 'Brian the second', email: emailOf('Brian'), role: 'sales' };
  expect((await amina.post('/people/new-staff', known)).text).toContain('has this e-mail already');
  const wrong = { name: 'X', email: 'no mail', role: 'intake' };
  const { text } = await amina.post('/people/new-staff', wrong);
  expect(text).toContain('id="field-email-error"');
  expect(text).toContain('id="field-role-error"');
  expect(await find('X')).toBeUndefined();
});

test('while no bot is connected the chat link says so', async () => {
  const kamau = await find('Kamau');
  const { text } = await amina.post(`/people/${kamau?.id}/chat-link`);
  expect(text).toContain('No chat channel is connected yet');
});

test('a chat link leads to the bot and joins one chat to the person, once', async () => {
  await rememberAccount(desk.db, 'telegram', '123', 'savanna_net_bot');
  const kamau = await find('Kamau');
  const link = new URL(linkIn((await amina.post(`/people/${kamau?.id}/chat-link`, {}, htmx)).text));
  expect(link.origin + link.pathname).toBe('https://t.me/savanna_net_bot');
  const token = link.searchParams.get('start') ?? '';
  await desk.db.sql`
    insert into conversations (id, channel, account, address) values ('conversation_k', 'telegram', '123', '7')`;
  expect(await redeemChatLink(desk.db, token, 'conversation_k')).toMatchObject({ name: 'Kamau' });
  expect(await redeemChatLink(desk.db, token, 'conversation_k')).toBeNull();
  expect((await amina.get('/people')).text).toContain('>linked<');
});

test('with Telegram and WhatsApp connected there is a link for each, and the first that is used spends both', async () => {
  await rememberAccount(desk.db, 'telegram', '123', 'savanna_net_bot');
  await rememberAccount(desk.db, 'whatsapp', 'main', '254700100200');
  const kamau = await find('Kamau');
  const { text } = await amina.post(`/people/${kamau?.id}/chat-link`, {}, htmx);
  const [telegram, whatsapp] = [...text.matchAll(/value="(https:[^"]+)"/g)].map(
    ([, link]) => new URL(link ?? ''),
  );
  expect(whatsapp?.origin + (whatsapp?.pathname ?? '')).toBe('https://wa.me/254700100200');
  expect(whatsapp?.searchParams.get('text')).toBe(`/start ${telegram?.searchParams.get('start')}`);
});

test('nobody gets a link who is not there, no longer works here, or has no e-mail to sign in with', async () => {
  const kamau = await find('Kamau');
  expect((await amina.post('/people/user_1/chat-link')).status).toBe(404);
  expect((await amina.post(`/people/${kamau?.id}/password-link`)).status).toBe(404);
  await desk.db.sql`update people set active = false where name = 'Kamau'`;
  expect((await amina.post(`/people/${kamau?.id}/chat-link`)).status).toBe(404);
});

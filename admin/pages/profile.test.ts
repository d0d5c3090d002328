import { afterAll, beforeAll, expect, test } from 'vitest';
import { rememberAccount } from '../../db/channel/channel-accounts.ts';
import {
  type Browser,
  emailOf,
  hire,
  openBrowser,
  openTestDesk,
  signIn,
  staffPassword,
  type TestDesk,
} from '../../test/desk.ts';

let desk: TestDesk;
let brian: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Brian Kiprop', 'sales');
  brian = await signIn(desk, 'Brian');
});
afterAll(() => desk.close());

test('a name and a language of one’s own are changed', async () => {
  expect((await brian.post('/profile', { name: 'Brian K.', language: 'sw' })).to).toBe('/profile');
  const { text } = await brian.get('/profile');
  expect(text).toContain('value="Brian K."');
  expect(text).toContain('<option value="sw" selected="">Kiswahili</option>');
});

test('without a name nothing is saved', async () => {
  const answer = await brian.post('/profile', { name: ' ', language: 'en' });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('Write your name.');
});

test('one’s own chat is linked by a link that is shown once', async () => {
  await rememberAccount(desk.db, 'telegram', '123', 'savanna_net_bot');
  const { text } = await brian.post('/profile/chat-link');
  expect(text).toMatch(/value="https:\/\/t\.me\/savanna_net_bot\?start=[\w-]{43,64}"/);
});

test('a new password needs the current one, and ten characters', async () => {
  const wrong = await brian.post('/profile/password', {
    current: 'a guess of mine',
    next: 'quite a new one',
  });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('This is not your current password.');
  expect(wrong.text).not.toContain('quite a new one');
  const short = await brian.post('/profile/password', { current: staffPassword, next: 'short' });
  expect(short.text).toContain('At least 10 characters.');
});

test('a changed password signs other browsers out and keeps this one in', async () => {
  const elsewhere = await signIn(desk, 'Brian');
  const answer = await brian.post('/profile/password', { current: staffPassword, next: 'quite a new one' });
  expect(answer).toMatchObject({ status: 303, to: '/profile' });
  expect((await brian.get('/profile')).text).toContain('Your password is changed.');
  // Whoever kept the short-lived copy of the session may use it up: some seconds.
  elsewhere.cookies.delete('karibu.session_data');
  expect((await elsewhere.get('/profile')).to).toContain('/sign-in');
  const again = { email: emailOf('Brian'), password: 'quite a new one' };
  expect((await openBrowser(desk.routes).post('/sign-in', again)).status).toBe(303);
});

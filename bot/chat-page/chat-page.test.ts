import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ringBells, sellHome20 } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { eventually } from '../../test/eventually.ts';
import { type Bot, startBot } from '../start.ts';

let house: TestDatabase;
let bot: Bot;
beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
  await sellHome20(house.db);
  bot = await startBot({
    db: house.db,
    databaseUrl: house.url,
    secretKey: 'k',
    publicUrl: 'https://isp.example',
    trustProxy: true,
    telegram: null,
    log: house.db.log,
  });
});
afterAll(async () => {
  await bot.stop();
  await house.drop();
});

const unfinished = () => house.db.sql`
  select from inbox where done_at is null union all select from outbox where state <> 'sent'`;

/** A browser: it keeps its cookie and sends its origin. Each has an address of its own on the internet. */
let browsers = 0;
function openBrowser({ script = false, client = `41.90.0.${++browsers}`, cookie = '' } = {}) {
  const headers = () => ({
    cookie,
    'x-forwarded-for': client,
    ...(script && { accept: 'text/vnd.karibu.thread' }),
  });
  const see = (path = '/chat') => bot.routes.request(path, { headers: headers() });
  const post = async (fields: Record<string, string>, more: Record<string, string> = {}, path = '/chat') => {
    const body = new URLSearchParams(fields);
    const origin = 'https://isp.example';
    const answer = await bot.routes.request(path, {
      method: 'POST',
      body,
      headers: { origin, ...headers(), ...more },
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return answer;
  };
  const say = (text: string) => post({ text, key: crypto.randomUUID() });
  const answered = async () => {
    await eventually(async () => expect((await unfinished()).count).toBe(0));
    return (await see()).text();
  };
  const pageAfter = async (text: string) => {
    await say(text);
    return answered();
  };
  return { see, post, say, answered, pageAfter };
}
const lead = async (phone: string) => (await house.db.sql`select * from leads where phone = ${phone}`)[0];

test('a prospect without any script is asked, answers and becomes a lead from the website', async () => {
  const { see, post, answered, pageAfter } = openBrowser();
  expect(await (await see()).text()).toContain('This is Savanna Net');
  const begun = await post({ start: '', key: '1' });
  expect([begun.status, begun.headers.get('location')]).toEqual([303, '/chat']);
  expect(await answered()).toContain('What is your name?');
  expect(await pageAfter('Jane Wanjiru')).toContain('On which number can we reach you?');
  const page = await pageAfter('0712 345 678');
  expect(page).toContain('Where shall we connect you?');
  expect(await lead('+254712345678')).toMatchObject({
    source: 'Website',
    channel: 'web',
    phoneAttested: false,
  });
});

test('a button is tapped, reads as its label, and is gone once it is answered', async () => {
  const { post, answered, pageAfter } = openBrowser();
  for (const text of ['hello', 'Otieno', '0733 000 222', 'Westlands']) await pageAfter(text);
  const page = await pageAfter('4B');
  const value = /value="([^"]+)"[^>]*>20 Mbps Home/.exec(page)?.[1] ?? '';
  await post({ choice: value, key: '1' });
  const after = await answered();
  expect(after).toMatch(/class="in"[^>]*><p>20 Mbps Home/);
  expect(after).not.toMatch(/<button[^>]*>20 Mbps Home/);
});

// A claim about time, on a machine that others use too: it may be tried again.
test('the answer comes back within a second, to the script as the thread alone', { retry: 3 }, async () => {
  const { post } = openBrowser({ script: true });
  const began = Date.now();
  const answer = await post({ start: '', key: '1' });
  const thread = await answer.text();
  expect(Date.now() - began).toBeLessThan(1000);
  expect(thread).toMatch(/^<div id="thread"/);
  expect(thread).toContain('What is your name?');
});

test('the script is told when there is nothing new', async () => {
  const { post, see } = openBrowser({ script: true });
  const last = /data-last="(\d+)"/.exec(await (await post({ start: '', key: '1' })).text())?.[1];
  expect((await see(`/chat/thread?after=${last}`)).status).toBe(204);
  expect((await see('/chat/thread?after=0')).status).toBe(200);
});

test('the link of a poster begins the talk with its code', async () => {
  const { see, post, answered } = openBrowser();
  const page = await (await see('/chat?start=r_Zk3-x_9')).text();
  expect(page).toContain('value="r_Zk3-x_9"');
  expect(page).toContain('href="/join?r=Zk3-x_9"');
  expect(await (await see('/chat?start="><script>')).text()).not.toContain('<script>');
  await post({ start: 'r_Zk3-x_9', key: '1' });
  await answered();
  const [row] = await house.db.sql`
    select state->>'referralCode' as code from conversations where state->>'referralCode' is not null`;
  expect(row?.code).toBe('Zk3-x_9');
});

test('a form that is sent twice is one message, and the same words written again are two', async () => {
  const { post } = openBrowser();
  await post({ text: 'same words here', key: 'form 1' });
  await post({ text: 'same words here', key: 'form 1' });
  await post({ text: 'same words here', key: 'form 2' });
  const kept = await house.db.sql`select from inbox where message->'said'->>'text' = 'same words here'`;
  expect(kept.count).toBe(2);
});

test('nobody sees the chat of another browser, and the cookie is out of reach of scripts and other sites', async () => {
  const [jane, stranger] = [openBrowser(), openBrowser()];
  const answer = await jane.say('my secret garden');
  await jane.answered();
  expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; Secure; SameSite=Lax/);
  expect(await (await jane.see()).text()).toContain('my secret garden');
  expect(await (await stranger.see()).text()).not.toContain('my secret garden');
  const secret = /karibu_chat=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? expect.fail();
  const stored = await house.db.sql`select address from identities where address = ${secret}`;
  expect(stored.count).toBe(0);
});

test('leaving a shared computer leaves nothing on its screen', async () => {
  const { say, see, post } = openBrowser();
  await say('my secret garden');
  await post({}, {}, '/chat/leave');
  expect(await (await see()).text()).not.toContain('my secret garden');
});

test('what people write is shown as they wrote it and never run', async () => {
  const { pageAfter, see } = openBrowser();
  const page = await pageAfter('<script>alert(1)</script> & "Jane"');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Jane&quot;');
  expect(page).not.toContain('<script>alert');
  const policy = (await see()).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toContain('unsafe');
});

test('a form on another site is refused with a sentence', async () => {
  const { post } = openBrowser();
  const answer = await post({ text: 'hello' }, { origin: 'https://evil.example' });
  expect([answer.status, await answer.text()]).toEqual([
    403,
    expect.stringContaining('did not come from our chat page'),
  ]);
});

test('a text that is too long is refused with a sentence and stays in the box', async () => {
  const { say } = openBrowser();
  const long = 'Kilimani '.repeat(230);
  const answer = await say(long);
  const page = await answer.text();
  expect([answer.status, page.includes('longer than 2000 characters'), page.includes(long)]).toEqual([
    400,
    true,
    true,
  ]);
  const huge = await say('x'.repeat(20_000));
  expect([huge.status, await huge.text()]).toEqual([
    413,
    expect.stringContaining('too much for one message'),
  ]);
});

test('emoji, a command nobody knows and an empty text are answered, and nothing breaks', async () => {
  const { say, pageAfter } = openBrowser();
  expect((await say('   ')).status).toBe(303);
  expect(await pageAfter('👍🏽')).toContain('👍🏽');
  expect(await pageAfter('/reboot now')).toContain('/reboot now');
});

test('whoever floods the page is told how long to wait', async () => {
  const { say } = openBrowser({ script: true });
  const answers = [];
  for (let n = 0; n < 14; n++) answers.push(await say(`message ${n}`));
  expect(answers[11]?.status).toBe(200);
  expect([answers[13]?.status, await answers[13]?.text()]).toEqual([
    429,
    expect.stringMatching(/wait \d+ seconds/),
  ]);
});

test('one client opens twenty chats in ten minutes, whatever its cookies and whichever address of its /64', async () => {
  const forged = () => `karibu_chat=${randomBytes(32).toString('base64url')}`;
  const begin = async (n: number) => {
    const cookie = n % 2 === 0 ? '' : forged();
    return openBrowser({ client: `2001:db8:0:7::${n.toString(16)}`, cookie }).say('Habari');
  };
  const first = openBrowser({ client: '2001:db8:0:7::ffff' });
  const statuses = [(await first.say('Habari')).status];
  for (let n = 1; n < 22; n++) statuses.push((await begin(n)).status);
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 303), 429, 429]);
  expect((await first.say('I am still here')).status).toBe(303);
  expect((await openBrowser({ client: '2001:db8:0:8::1' }).say('Habari')).status).toBe(303);
});

test('a browser is held to https on this host, and not on the subdomains beside it', async () => {
  const { headers } = await openBrowser().see();
  expect(headers.get('strict-transport-security')).toBe('max-age=15552000');
});

test('everything that the page loads is served by the bot', async () => {
  const { see } = openBrowser();
  const page = await (await see()).text();
  const paths = [...page.matchAll(/(?:src|href)="(\/chat\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
  expect(paths).toHaveLength(4);
  for (const path of paths) expect((await see(path)).status).toBe(200);
  expect((await see('/chat/assets/x/../../start.ts')).status).toBe(404);
});

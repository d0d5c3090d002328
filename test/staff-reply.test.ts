import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../bot/start.ts';
import type { Id } from '../domain/id.ts';
import { ringBells, sellHome20 } from './chats.ts';
import { type Browser, hire, openTestDesk, signIn, type TestDesk } from './desk.ts';
import { eventually } from './eventually.ts';

// A prospect on the chat page and a member of staff at the desk write to each other, with the bot between them.

let desk: TestDesk;
let bot: Bot;
let amina: Browser;
let aminaId: Id<'user'>;
beforeAll(async () => {
  desk = await openTestDesk();
  ringBells(desk.db);
  await sellHome20(desk.db);
  bot = await startBot({
    db: desk.db,
    databaseUrl: desk.databaseUrl,
    secretKey: 'k',
    publicUrl: 'https://isp.example',
    trustProxy: true,
    telegram: null,
    log: desk.db.log,
  });
  aminaId = await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(async () => {
  await bot.stop();
  await desk.close();
});

let cookie = '';
const page = async () => (await bot.routes.request('/chat', { headers: { cookie } })).text();

/** Jane writes, and waits until she is answered. */
async function says(text: string): Promise<string> {
  const answer = await bot.routes.request('/chat', {
    method: 'POST',
    headers: { origin: 'https://isp.example', cookie, 'x-forwarded-for': '41.90.0.1' },
    body: new URLSearchParams({ key: randomUUID(), text }),
  });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
  await eventually(async () => {
    const unfinished = await desk.db.sql`
      select from inbox where done_at is null union all select from outbox where state <> 'sent'`;
    expect(unfinished.count).toBe(0);
  });
  return page();
}

const fieldOf = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? expect.fail(`There is no ${name}.`);

test('a prospect reads on the chat page what staff write, answers them, and the bot keeps out of it', async () => {
  await says('Hi');
  expect(await says('Jane 0712345678')).toContain('Where shall we connect you?');
  const [lead] = await desk.db.sql<{ id: Id<'lead'> }[]>`select id from leads`;
  const path = `/leads/${lead?.id}`;

  const { text: before } = await amina.get(path);
  expect(before).toContain('Jane 0712345678');
  const form = {
    text: 'Habari Jane, which day suits you?',
    key: fieldOf(before, 'key'),
    through: fieldOf(before, 'through'),
  };
  await amina.post(`${path}/replies`, form);
  await eventually(async () => expect(await page()).toContain('which day suits you?'));

  const answered = await says('Friday');
  expect(answered.split('Where shall we connect you?')).toHaveLength(2);
  const { text: after } = await amina.get(path);
  expect(after).toMatch(/Friday<\/p>/);
  expect(after).toContain('Amina Owino · Chat page');
  const [facts] = await desk.db.sql`select location, first_reply_at is not null as replied from leads`;
  expect(facts).toEqual({ location: null, replied: true });
  const told = await desk.db.sql`select person_id, notice->>'kind' as kind from notices`;
  expect([...told]).toContainEqual({ personId: aminaId, kind: 'person_answered' });

  // She goes on with the bot, which takes up where it was.
  expect(await says('skip')).toContain('house or unit');
  expect(await says('4B')).toContain('Which package');
});

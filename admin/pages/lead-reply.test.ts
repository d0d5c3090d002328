import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinLead } from '../../db/chat/conversations.ts';
import { commit } from '../../db/database.ts';
import type { Id } from '../../domain/id.ts';
import { openChat } from '../../test/chats.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let jane: Id<'lead'>;
let chat: Id<'conversation'>;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
  jane = await addLead(desk.db, { phone: '0712345678', name: 'Jane' });
  chat = await openChat(desk.db, 'jane', 'telegram');
  await commit(desk.db, (tx) => joinLead(tx, chat, jane));
  await desk.db.sql`update conversations set last_inbound_at = now() where id = ${chat}`;
  await desk.db.sql`
    insert into messages (conversation_id, lead_id, direction, text) select ${chat}, ${jane}, 'in', 'line ' || n
    from generate_series(1, 130) n`;
});
afterAll(() => desk.close());

const fieldOf = (page: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? expect.fail(`There is no ${name}.`);
const pollOf = (page: string) =>
  /hx-get="(\/leads\/[^"]+\/thread\?from=[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? expect.fail();

async function fill(text: string) {
  const { text: page } = await amina.get(`/leads/${jane}`);
  return { text, key: fieldOf(page, 'key'), through: fieldOf(page, 'through') };
}
const queued = async () =>
  (await desk.db.sql`select body->>'text' as text from outbox order by id`).map((row) => row.text);

test('the box says where it goes', async () => {
  const { text } = await amina.get(`/leads/${jane}`);
  expect(text).toContain('By Telegram.');
  expect(text).toContain('maxlength="4096"');
});

test('what is written is queued once, though its form is sent twice, and stands in the thread with its state', async () => {
  const form = await fill('Habari Jane, we come at <ten>.');
  expect(await amina.post(`/leads/${jane}/replies`, form)).toMatchObject({
    status: 303,
    to: `/leads/${jane}#chat`,
  });
  const second = await amina.post(`/leads/${jane}/replies`, form, htmx);
  expect(second.status).toBe(200);
  expect(await queued()).toEqual(['Habari Jane, we come at <ten>.']);
  expect(second.text).toContain('we come at &lt;ten&gt;.');
  expect(second.text).toContain('On its way');
  expect(second.text).toContain('hx-trigger="every 2s"');
});

test('a poll is answered with nothing until something is new, and leaves what is being typed alone', async () => {
  const poll = pollOf((await amina.get(`/leads/${jane}`)).text);
  expect((await amina.get(poll, htmx)).status).toBe(204);
  await desk.db.sql`
    insert into messages (conversation_id, lead_id, direction, text) values (${chat}, ${jane}, 'in', 'Are you there?')`;
  const news = await amina.get(poll, htmx);
  expect(news.text).toContain('Are you there?');
  expect(news.text).toContain('line 35<');
  expect(news.text).not.toContain('<textarea');
  expect(news.text).not.toContain('name="key"');
});

test('an empty message is refused beside its box, with what was typed', async () => {
  const answer = await amina.post(`/leads/${jane}/replies`, { ...(await fill('   ')) }, htmx);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('Write something first.');
});

test('what was said before is fetched a hundred lines at a time, and without scripts on a page of its own', async () => {
  const { text } = await amina.get(`/leads/${jane}`);
  const path = /href="(\/leads\/[^"]+\/thread\?before=\d+)"/.exec(text)?.[1] ?? expect.fail();
  expect((await amina.get(path, htmx)).text).toContain('line 1<');
  expect((await amina.get(path)).text).toContain('<title>Chat with Jane');
});

test('they wrote on another channel meanwhile: nothing is sent, and the words are still there', async () => {
  const form = await fill('See you at ten');
  const sms = await openChat(desk.db, '+254712345678', 'sms');
  await commit(desk.db, (tx) => joinLead(tx, sms, jane));
  await desk.db.sql`update conversations set last_inbound_at = now() + interval '1 minute' where id = ${sms}`;
  const answer = await amina.post(`/leads/${jane}/replies`, form, htmx);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('another channel meanwhile');
  expect(answer.text).toContain('See you at ten</textarea>');
  expect(answer.text).toContain('By SMS, paid');
  expect(await queued()).toHaveLength(1);
  await desk.db.sql`update conversations set lead_id = null where id = ${sms}`;
});

test('what never left says why and can be sent again', async () => {
  await desk.db.sql`update outbox set state = 'dead', error = 'chat not found'`;
  const { text } = await amina.get(`/leads/${jane}`);
  expect(text).toContain('Not sent: chat not found.');
  const [row] = await desk.db.sql`select id from outbox`;
  const again = await amina.post(`/leads/${jane}/replies/${row?.id}/again`, {}, htmx);
  expect(again.text).toContain('On its way');
  expect(again.text).not.toContain('chat not found');
  expect(await queued()).toHaveLength(2);
});

test('after STOP there is a sentence in place of the box', async () => {
  await desk.db.sql`update conversations set stopped_at = now() where id = ${chat}`;
  const { text } = await amina.get(`/leads/${jane}`);
  expect(text).toContain('They said STOP');
  expect(text).not.toContain('<textarea id="reply-text"');
});

test('a technician answers the leads that are theirs, and no others', async () => {
  const mark = await hire(desk.db, 'Mark Kiprono', 'technician');
  const browser = await signIn(desk, 'Mark');
  expect((await browser.post(`/leads/${jane}/replies`, {})).status).toBe(404);
  expect((await browser.get(`/leads/${jane}/thread`, htmx)).status).toBe(404);
  await desk.db.sql`update leads set assigned_to = ${mark} where id = ${jane}`;
  await desk.db.sql`update conversations set stopped_at = null where id = ${chat}`;
  const { text: page } = await browser.get(`/leads/${jane}`);
  const form = { text: 'I am at the gate', key: fieldOf(page, 'key'), through: fieldOf(page, 'through') };
  expect((await browser.post(`/leads/${jane}/replies`, form)).status).toBe(303);
  expect(await queued()).toContain('I am at the gate');
});

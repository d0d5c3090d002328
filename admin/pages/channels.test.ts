import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noteStanding, rememberAccount } from '../../db/channel/channel-accounts.ts';
import { openChat } from '../../test/chats.ts';
import {
  addLead,
  type Browser,
  hire,
  openTestDesk,
  publicUrl,
  signIn,
  type TestDesk,
} from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let brian: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  await hire(desk.db, 'Brian Kiprop', 'sales');
  [amina, brian] = [await signIn(desk, 'Amina'), await signIn(desk, 'Brian')];
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db
    .sql`truncate channel_accounts, inbox, identities, conversations, outbox, messages, leads cascade`;
});

const see = async () => (await amina.get('/channels')).text;
const refuseSms = () =>
  noteStanding(desk.db, 'sms', 'savanna', { state: 'refused', words: 'The balance is used up.' });

describe('the page of the channels', () => {
  test('says how a channel is set up that has never run', async () => {
    const text = await see();
    expect(text.match(/Not set up/g)).toHaveLength(4);
    for (const name of ['TELEGRAM_BOT_TOKEN', 'WHATSAPP=baileys', 'AFRICASTALKING_API_KEY'])
      expect(text).toContain(name);
    expect(text).toContain('Nothing is parked');
  });

  test('tells how an account stands, since when, when it last heard, and what waits', async () => {
    await noteStanding(desk.db, 'telegram', '4242', { state: 'well', words: null });
    await rememberAccount(desk.db, 'telegram', '4242', 'savanna_net_bot');
    // Nairobi is three hours ahead of UTC.
    await desk.db
      .sql`update channel_accounts set since = '2026-11-20T21:30:00Z', last_inbound_at = now() - interval '5 minutes'`;
    const text = await see();
    expect(text).toMatch(/data-standing="well">\s*Works/);
    expect(text).toContain('@savanna_net_bot');
    expect(text).toContain('21 Nov 2026, 00:30');
    expect(text).toContain('5 minutes ago');
    expect(text).toContain('never yet');
  });

  test('says of an account that nobody runs since when, and not how it stood', async () => {
    await refuseSms();
    await desk.db.sql`update channel_accounts set seen_at = '2026-11-20T21:30:00Z'`;
    const text = await see();
    expect(text).toContain('Not running');
    expect(text).toContain('21 Nov 2026, 00:30');
    expect(text).not.toContain('The balance is used up.');
    expect(text).not.toContain('class="banner"');
  });

  test('says at which addresses a gateway calls us, without the secret', async () => {
    expect(await see()).toContain(`${publicUrl}/hooks/sms/&lt;secret&gt;/inbound`);
  });

  test('shows the number of WhatsApp as people read it out', async () => {
    await rememberAccount(desk.db, 'whatsapp', 'main', '254733000222');
    expect(await see()).toContain('+254 733 000222');
  });

  test('asks for its live part again and again, which says nothing of what was just done', async () => {
    await refuseSms();
    expect(await see()).toContain('hx-get="/channels/live"');
    amina.cookies.set('karibu.said', 'Dismissed.');
    const { text } = await amina.get('/channels/live');
    expect(text).toContain('The balance is used up.');
    expect(text).not.toContain('<html');
    expect(await see()).toContain('Dismissed.');
  });
});

test('what an account has cost this month stands on its card', async () => {
  // A desk of its own: costs are added up once a minute.
  const other = await openTestDesk();
  try {
    await hire(other.db, 'Amina Owino', 'owner');
    await noteStanding(other.db, 'sms', 'savanna', { state: 'well', words: null });
    const chat = await openChat(other.db, '+254712345678', 'sms');
    await other.db.sql`
      insert into outbox (conversation_id, kind, body, state, cost, cost_currency)
      select ${chat}, 'reply', '{}', 'sent', 0.8, 'KES' from generate_series(1, 2000)`;
    const owner = await signIn(other, 'Amina');
    expect((await owner.get('/channels')).text).toContain('KES 1,600.00');
  } finally {
    await other.close();
  }
});

describe('while an account needs a person', () => {
  test('every page says so to those who may look at the channels', async () => {
    await refuseSms();
    for (const path of ['/leads', '/people', '/profile', '/nowhere']) {
      expect((await amina.get(path)).text).toContain('<div class="banner">');
      expect((await brian.get(path)).text).not.toContain('class="banner"');
    }
    await noteStanding(desk.db, 'sms', 'savanna', { state: 'well', words: null });
    const { text } = await amina.get('/leads');
    expect(text).not.toContain('class="banner"');
    // Its place stays, so that a screen reader hears a change.
    expect(text).toContain('<div id="channel-banner" role="status">');
  });
});

describe('a parked message', () => {
  async function park() {
    const chat = await openChat(desk.db, 'jane');
    const lead = await addLead(desk.db, {
      phone: '0712345678',
      name: 'Jane',
    });
    await desk.db.sql`update conversations set lead_id = ${lead} where id = ${chat}`;
    const [row] = await desk.db.sql<{ id: number }[]>`
      update inbox set parked_at = now(), attempts = 5, error = 'Error: <b>boom</b>' returning id`;
    return { chat, lead, path: `/channels/parked/${row?.id}` };
  }

  test('is shown with whose it is, what was said and what went wrong', async () => {
    const { lead } = await park();
    const text = await see();
    expect(text).toContain(`<a href="/leads/${lead}">Jane</a>`);
    expect(text).toContain('Habari');
    expect(text).toContain('Error: &lt;b&gt;boom&lt;/b&gt;');
    expect(text).toContain('tried 5 times');
  });

  test('beyond the newest 50 is counted', async () => {
    await noteStanding(desk.db, 'telegram', 'ours', { state: 'well', words: null });
    await park();
    await desk.db.sql`
      insert into inbox (channel, account, external_id, conversation_id, message, parked_at, attempts)
      select channel, account, n::text, conversation_id, message, parked_at, attempts from inbox, generate_series(1, 60) n`;
    expect(await see()).toMatch(/The newest 50 of 61/);
  });

  test('is tried again, once', async () => {
    const { path } = await park();
    expect((await amina.post(`${path}/retry`)).to).toBe('/channels');
    expect(await see()).toContain('It is tried again.');
    await amina.post(`${path}/retry`);
    expect(await see()).toContain('somebody has dealt with it');
    const [row] = await desk.db.sql`select attempts, parked_at, done_at from inbox`;
    expect(row).toEqual({ attempts: 0, parkedAt: null, doneAt: null });
  });

  test('is dismissed, once, and what was said stands in the thread of the lead', async () => {
    const { path, lead } = await park();
    expect((await amina.post(`${path}/dismissal`)).to).toBe('/channels');
    expect(await see()).toContain('Nothing is parked');
    await amina.post(`${path}/dismissal`);
    expect((await amina.get(`/leads/${lead}`)).text.match(/Habari/g)).toHaveLength(1);
  });

  test('that is no message at all is not there', async () => {
    expect((await amina.post('/channels/parked/one/retry')).status).toBe(404);
    expect((await amina.post('/channels/parked/999/dismissal')).to).toBe('/channels');
  });
});

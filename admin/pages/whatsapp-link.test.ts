import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createWhatsapp } from '../../bot/channels/whatsapp/whatsapp.ts';
import { noteStanding } from '../../db/channel/channel-accounts.ts';
import {
  beginTenure,
  noteLinked,
  readWhatsappLink,
  showLinking,
  takeWish,
} from '../../db/channel/whatsapp-link.ts';
import { parsePhone } from '../../domain/phone.ts';
import { type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';
import { LinkCard } from '../components/channel/whatsapp-link.tsx';
import { mostNewChatsADay } from '../components/channel/whatsapp-link-form.tsx';
import { blankForm } from '../forms/form.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.sql`truncate channel_accounts, whatsapp_links`;
});

const page = '/channels/whatsapp';
const phone = parsePhone('0733000222') ?? expect.fail();
const wishOf = async () => (await readWhatsappLink(desk.db, 'main'))?.wish;
const liveOf = (text: string) =>
  /hx-get="([^"]*\/live[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
const show = async (shown: { kind: 'qr' | 'code'; value: string }) =>
  showLinking(desk.db, await beginTenure(desk.db, 'main'), { ...shown, forMs: 60_000 });

describe('the page that links WhatsApp', () => {
  test('says in plain words what may come of it, and which bot it needs', async () => {
    const { text, headers } = await amina.get(page);
    expect(text).toContain('breaks WhatsApp’s terms');
    expect(text).toContain('Take a number you can lose.');
    expect(text).toContain('WHATSAPP=baileys');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('names the daily cap that the bot holds', async () => {
    const { log } = desk.db;
    const { capabilities } = createWhatsapp({
      standIn: null,
      db: desk.db,
      databaseUrl: desk.databaseUrl,
      log,
    });
    expect(capabilities.newChatsADay).toBe(mostNewChatsADay);
    expect((await amina.get(page)).text).toContain(`at most ${mostNewChatsADay} new chats a day`);
  });

  test('tells where the account stands', async () => {
    await noteStanding(desk.db, 'whatsapp', 'main', {
      state: 'unlinked',
      words: 'The phone has logged us out.',
    });
    expect((await amina.get(page)).text).toContain('The phone has logged us out.');
  });
});

describe('asking for a link', () => {
  test('by QR leaves the wish, and the page waits for it', async () => {
    const { to } = await amina.post(`${page}/link`, { by: 'qr' });
    expect(await wishOf()).toEqual({ by: 'qr' });
    const { text } = await amina.get(to ?? '');
    expect(text).toContain('Asking the bot');
    expect(text).toContain('hx-trigger="every 1s"');
    expect(text).toContain('<noscript><meta http-equiv="refresh"');
  });

  test('by code leaves the phone in the row and in no address', async () => {
    const { to } = await amina.post(`${page}/link`, { by: 'code', phone: '0733 000 222' });
    expect(await wishOf()).toEqual({ by: 'code', phone });
    expect(to).toMatch(/^\/channels\/whatsapp\?asked=link&at=\d+$/);
  });

  test('by code without a phone, or in no known way, is refused where it was typed', async () => {
    const { status, text } = await amina.post(`${page}/link`, { by: 'code', phone: '07' });
    expect(status).toBe(422);
    expect(text).toContain('id="field-phone-error"');
    expect((await amina.post(`${page}/link`, { by: 'prayer' })).text).toContain('by QR or by code');
    expect(await readWhatsappLink(desk.db, 'main')).toBeNull();
  });

  test('that nobody answers for 15 s says that no bot runs', async () => {
    await amina.post(`${page}/link`, { by: 'qr' });
    const { text } = await amina.get(`${page}?asked=link&at=${Date.now() - 16_000}`);
    expect(text).toContain('No bot has answered');
  });

  test('is answered with nothing while there is nothing new', async () => {
    const { to } = await amina.post(`${page}/link`, { by: 'qr' });
    const live = liveOf((await amina.get(to ?? '')).text);
    expect((await amina.get(live, htmx)).status).toBe(204);
    await takeWish(desk.db, await beginTenure(desk.db, 'main'));
    const { text } = await amina.get(live, htmx);
    expect(text).toContain('Waiting for WhatsApp');
    expect(text).not.toContain('<html');
  });
});

describe('what must be scanned or typed', () => {
  test('is a QR, drawn in the page itself', async () => {
    await show({ kind: 'qr', value: '2@abc,def,ghi' });
    const { text } = await amina.get(page);
    expect(text).toMatch(/<svg class="qr" viewBox="-4 -4 \d+ \d+" role="img"/);
    expect(text).not.toContain('2@abc');
    expect(liveOf(text)).not.toContain('abc');
  });

  test('is a code in two halves, and is in no address', async () => {
    await show({ kind: 'code', value: 'K4RB2XYZ' });
    const { text } = await amina.get(page);
    expect(text).toContain('K4RB-2XYZ');
    expect(liveOf(text)).not.toContain('K4RB');
  });
});

test('who may only look sees neither QR nor code: they would link a phone of theirs', () => {
  const linking = { at: 'shown', kind: 'code', value: 'K4RB2XYZ', until: new Date() } as const;
  const seen = (mayEdit: boolean) =>
    String(LinkCard({ linking, health: null, mayEdit, form: blankForm, zone: 'Africa/Nairobi' }));
  expect(seen(true)).toContain('K4RB-2XYZ');
  expect(seen(false)).not.toContain('K4RB');
});

describe('a linked number', () => {
  beforeEach(async () => {
    await noteLinked(desk.db, await beginTenure(desk.db, 'main'), phone);
  });

  test('is shown, and can be linked again or unlinked after a question', async () => {
    const { text } = await amina.get(page);
    expect(text).toContain('+254 733 000222');
    expect(liveOf(text)).not.toContain('733');
    expect((await amina.get(`${page}/again`, htmx)).text).toContain('Link by QR');
    expect((await amina.get(`${page}/unlink`, htmx)).text).toContain('Unlink the number?');
    expect(await wishOf()).toBeNull();
  });

  test('is unlinked when that is confirmed', async () => {
    const { to } = await amina.post(`${page}/unlink`);
    expect(to).toContain('asked=unlink');
    expect(await wishOf()).toEqual({ by: 'unlink' });
  });
});

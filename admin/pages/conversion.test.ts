import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findLatestConversion } from '../../db/conversion/conversion-reads.ts';
import { findLead } from '../../db/lead/lead-reads.ts';
import { type Id, newId } from '../../domain/id.ts';
import {
  addLead,
  type Browser,
  hire,
  htmx,
  openTestDesk,
  signIn,
  stock,
  type TestDesk,
} from '../../test/desk.ts';

let desk: TestDesk;
let brian: Browser;
let packageId: Id<'package'>;
let routerId: Id<'router'>;
let lead: Id<'lead'>;
let people = 0;

beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Brian Kiprop', 'sales');
  ({ packageId, routerId } = await stock(desk.db));
  brian = await signIn(desk, 'Brian');
});
afterAll(() => desk.close());
beforeEach(async () => {
  people += 1;
  const phone = `0712${String(people).padStart(6, '0')}`;
  lead = await addLead(desk.db, { phone, name: `Jane${people} Smith`, location: 'Kilimani', packageId });
});

const path = (rest = '') => `/leads/${lead}/conversion${rest}`;
const wish = () => ({
  createUser: 'yes',
  username: `jane${people}.kilimani`,
  password: 'siri-4567',
  packageId,
  routerId,
  ipAddress: '',
});
const statusOf = async () => (await desk.db.sql`select status from leads where id = ${lead}`)[0]?.status;

/** What the worker would write, without a router. */
async function advance(
  state: string,
  step: string,
  more: { code?: string; words?: string } = {},
): Promise<void> {
  const { code = null, words = null } = more;
  await desk.db.sql`
    update conversions set state = ${state}, error_code = ${code}, error_message = ${words},
      steps = steps || jsonb_build_array(jsonb_build_object('at', '2026-11-22T10:00:00.000Z', 'what', ${step}::text))
    where lead_id = ${lead}`;
}

async function finish(): Promise<void> {
  await advance('working', 'looked');
  await advance('working', 'added');
  await advance('done', 'verified');
  await desk.db.sql`
    insert into mikrotik_users (id, username, router_id, package_id, service, profile, password_sealed, lead_id, conversion_id)
    select ${newId('mikrotik_user')}, username, router_id, package_id, service, profile, password_sealed, lead_id, id
    from conversions where lead_id = ${lead}`;
  await desk.db.sql`update leads set status = 'Converted', converted_at = now() where id = ${lead}`;
}

describe('the dialog', () => {
  test('proposes username, password, package and the only router', async () => {
    const { status, text } = await brian.get(path('/new'));
    expect(status).toBe(200);
    expect(text).toContain(`value="jane${people}.kilimani"`);
    expect(text).toContain(`jane${people}.kilimani is free on Westlands-1.`);
    expect(text).toMatch(/name="password" type="password"[^>]* value="[a-z0-9]{10}"/);
    expect(text).toContain(
      `<option value="${packageId}" selected="">20 Mbps Home, KES 2,999 · PPPoE</option>`,
    );
    expect(text).toContain(`<option value="${routerId}" selected="">Westlands-1 (not asked yet)</option>`);
  });

  test('is a page without JavaScript and a modal over the page with it', async () => {
    expect((await brian.get(path('/new'))).text).toMatch(/^<!doctype html>/);
    const sheet = await brian.get(path('/new'), htmx);
    expect(sheet.text).toMatch(/^<dialog id="sheet"/);
    expect(sheet.headers.get('hx-retarget')).toBe('#dialog');
  });

  test('unticked saves the status and makes no user', async () => {
    const { createUser: _, ...unticked } = wish();
    expect((await brian.post(path(), unticked)).to).toBe(`/leads/${lead}`);
    expect(await statusOf()).toBe('Converted');
    expect(await findLatestConversion(desk.db, lead)).toBeNull();
    expect((await brian.get(`/leads/${lead}`)).text).toContain('Make user');
  });

  test('unticked overwrites nobody who moved the lead meanwhile', async () => {
    await desk.db.sql`update leads set status = 'Interested' where id = ${lead}`;
    const late = await brian.post(path(), { was: 'New' }, htmx);
    expect(late.status).toBe(422);
    expect(late.text).toContain('Nothing of yours is saved yet.');
    expect(await statusOf()).toBe('Interested');
    expect((await brian.post(path(), { was: 'Interested' }, htmx)).status).toBe(204);
    expect(await statusOf()).toBe('Converted');
  });

  test('says what is wrong beside its field, keeps what was typed, and asks nothing of a router', async () => {
    const wrong = { ...wish(), username: 'Jane Smith!', password: 'å', routerId: '', ipAddress: '10.0.0' };
    const { status, text } = await brian.post(path(), wrong, htmx);
    expect(status).toBe(422);
    for (const field of ['username', 'password', 'routerId', 'ipAddress']) {
      expect(text).toContain(`id="field-${field}-error"`);
    }
    expect(text).toContain('value="Jane Smith!"');
    expect(await findLatestConversion(desk.db, lead)).toBeNull();
  });

  test.each([
    ['jane.free', 'true', 'jane.free is free on Westlands-1.'],
    ['Jane Smith', 'false', 'Small letters'],
  ])('checks the username %s while it is typed', async (username, well, words) => {
    const { text } = await brian.get(path(`/username?${new URLSearchParams({ username, routerId })}`));
    expect(text).toContain(`data-well="${well}"`);
    expect(text).toContain(words);
  });

  test('gives another password each time it is asked for one', async () => {
    const asked = await Promise.all([brian.get(path('/password')), brian.get(path('/password'))]);
    const [one, other] = asked.map(({ text }) => /value="([a-z0-9]{10})"/.exec(text)?.[1]);
    expect(one).toBeDefined();
    expect(one).not.toBe(other);
  });

  test('refuses a username that is being made for somebody else on that router', async () => {
    await brian.post(path(), wish());
    const { username } = wish();
    people += 1;
    lead = await addLead(desk.db, { phone: `0712${String(people).padStart(6, '0')}`, name: 'Another Jane' });
    const taken = await brian.post(path(), { ...wish(), username });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('Taken on this router.');
    expect(
      (await brian.get(path(`/username?${new URLSearchParams({ username, routerId })}`))).text,
    ).toContain(`${username} is taken on Westlands-1.`);
  });
});

describe('a conversion', () => {
  test('is asked for and followed on a page without JavaScript', async () => {
    expect((await brian.post(path(), wish())).to).toBe(path());
    const { text } = await brian.get(path());
    expect(text).toContain('<noscript><meta http-equiv="refresh"');
    expect(text).toContain(`Making jane${people}.kilimani on Westlands-1`);
    expect(await statusOf()).toBe('New');
  });

  test('is followed in the dialog, which asks each second', async () => {
    const { text } = await brian.post(path(), wish(), htmx);
    expect(text).toMatch(/^<dialog id="sheet"/);
    expect(text).toMatch(/hx-get="[^"]*\/conversion\/progress\?seen=[^"]+" hx-trigger="every 1s"/);
  });

  test('answers a poll with nothing while nothing has happened', async () => {
    const { text } = await brian.post(path(), wish(), htmx);
    const poll = /hx-get="([^"]+progress[^"]+)"/.exec(text)?.[1] ?? '';
    expect((await brian.get(poll, htmx)).status).toBe(204);
    await advance('working', 'looked');
    const moved = await brian.get(poll, htmx);
    expect(moved.status).toBe(200);
    expect(moved.text).toContain('Looked at the router');
    expect(moved.headers.get('hx-trigger')).toBeNull();
  });

  test('that is done tells router and username, ends the polling, and wakes the page below', async () => {
    await brian.post(path(), wish());
    await finish();
    const { text, headers } = await brian.get(path('/progress?seen=x'), htmx);
    expect(text).toContain(`Jane${people} Smith is a customer`);
    expect(text).toContain(`<strong>jane${people}.kilimani</strong> is on <strong>Westlands-1</strong>`);
    expect(text).not.toContain('every 1s');
    expect(headers.get('hx-trigger')).toBe('leadChanged');
  });

  test('that found its user there already does not claim to have added it', async () => {
    await brian.post(path(), wish());
    await advance('working', 'looked');
    await advance('done', 'verified');
    const { text } = await brian.get(path('/progress'), htmx);
    expect(text).toContain('Seen on the router');
    expect(text).not.toContain('Added the user');
  });

  test('that failed tells the router’s own words and what to do, and the lead is as before', async () => {
    await brian.post(path(), wish());
    await advance('failed', 'failed', {
      code: 'profile_missing',
      words: 'input does not match any value of profile',
    });
    const { text } = await brian.get(path('/progress'), htmx);
    expect(text).toContain('input does not match any value of profile');
    expect(text).toContain('Make this profile on the router');
    expect(text).toContain('Try again');
    expect(await statusOf()).toBe('New');
    expect((await brian.get(`/leads/${lead}`)).text).toContain('was not made');
  });

  test('that is uncertain says so, and goes on asking', async () => {
    await brian.post(path(), wish());
    await advance('uncertain', 'uncertain', { code: 'outcome_unknown', words: 'No answer in 5 s.' });
    const { text } = await brian.get(path('/progress'), htmx);
    expect(text).toContain('Not known yet');
    expect(text).toContain('its answer was lost');
    expect(text).toContain('every 1s');
    expect(text).not.toContain('Give it up');
  });

  test('that waits for its router can be given up, and was never sent', async () => {
    await brian.post(path(), wish());
    await advance('waiting', 'waiting', { code: 'router_unreachable', words: 'Connection refused.' });
    expect((await brian.get(path('/progress'), htmx)).text).toContain('Give it up');
    expect((await brian.post(path('/cancellation'))).to).toBe(`/leads/${lead}`);
    expect((await findLatestConversion(desk.db, lead))?.state).toBe('cancelled');
    expect((await brian.get(`/leads/${lead}`)).text).toContain('The conversion is given up.');
  });

  test('asked for twice is one, and the second click sees it', async () => {
    await brian.post(path(), wish());
    const again = await brian.post(path(), wish(), htmx);
    expect(again.text).toContain('Making jane');
    const rows = await desk.db.sql`select from conversions where lead_id = ${lead}`;
    expect(rows.count).toBe(1);
  });

  test('holds the lead: its status cannot be changed meanwhile', async () => {
    await brian.post(path(), wish());
    const page = await brian.get(`/leads/${lead}`);
    expect(page.text).not.toContain('name="status"');
    await brian.post(`/leads/${lead}/status`, { status: 'Contacted' });
    expect(await statusOf()).toBe('New');
    expect((await brian.get(`/leads/${lead}`)).text).toContain(
      'A user is being made for this lead just now.',
    );
  });
});

describe('a lead converted with a user', () => {
  beforeEach(async () => {
    await brian.post(path(), wish());
    await finish();
  });

  test('is locked: no status to choose, nothing to convert, its phone read-only', async () => {
    const { text } = await brian.get(`/leads/${lead}`);
    expect(text).not.toContain('name="status"');
    expect(text).not.toContain('conversion/new');
    expect((await brian.get(`/leads/${lead}/edit`)).text).toMatch(/id="field-phone"[^>]* readonly/);
    await brian.post(`/leads/${lead}/status`, { status: 'Not Interested' });
    expect(await statusOf()).toBe('Converted');
  });

  test('stays who it is, and keeps open what makes sense', async () => {
    const { text } = await brian.get(`/leads/${lead}/edit`);
    expect(text).toMatch(/id="field-name"[^>]* readonly/);
    expect(text).toContain('This lead has a user on a router, so that it stays who it is.');
    const phone = `0712${String(people).padStart(6, '0')}`;
    const fields = { name: 'Somebody else', phone, source: 'Referral', notes: 'Wants a receipt.' };
    expect((await brian.post(`/leads/${lead}`, fields)).status).toBe(303);
    expect(await findLead(desk.db, lead)).toMatchObject({
      name: `Jane${people} Smith`,
      notes: 'Wants a receipt.',
    });
    await brian.post(`/leads/${lead}/follow-up`, { followUpDate: '2031-05-01' });
    expect((await findLead(desk.db, lead))?.followUpDate).toBe('2031-05-01');
  });

  test('is not archived, in words', async () => {
    const answer = await brian.post(`/leads/${lead}/archive`, {}, htmx);
    expect(answer.headers.get('hx-trigger')).toContain('has a user on a router');
    expect(await findLead(desk.db, lead)).not.toBeNull();
  });

  test('shows its password only to who asks, never in the page', async () => {
    expect((await brian.get(`/leads/${lead}`)).text).not.toContain('siri-4567');
    const shown = await brian.get(`/leads/${lead}/password`, htmx);
    expect(shown.text).toContain('siri-4567');
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect((await brian.get(`/leads/${lead}/password`)).text).toMatch(/^<!doctype html>/);
  });

  test('leads the dialog to what became of it', async () => {
    expect((await brian.get(path('/new'))).to).toBe(path());
    expect((await brian.get(path())).text).toContain('is a customer');
  });
});

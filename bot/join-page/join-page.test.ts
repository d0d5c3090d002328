import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addPackage } from '../../db/packages.ts';
import { addPerson, findPerson } from '../../db/person/people.ts';
import { deriveSecret } from '../../db/vault.ts';
import type { Id } from '../../domain/id.ts';
import { parseMoney } from '../../domain/money.ts';
import { type AgentKind, languages } from '../../domain/person.ts';
import { parsePhone } from '../../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { joinRoutes } from './routes.tsx';
import { createSeals } from './seal.ts';
import { joinWords } from './words.ts';

let house: TestDatabase;
let routes: Hono;
let home20: Id<'package'>;
let clients = 0;

beforeAll(async () => {
  house = await createTestDatabase();
  const { db } = house;
  const needs = { db, publicUrl: 'https://isp.example', secretKey: 'k', trustProxy: true, log: db.log };
  routes = joinRoutes(needs);
  const price = parseMoney(2999) ?? expect.fail();
  const speed = { downloadMbps: 20, uploadMbps: 10, price };
  const sold = await addPackage(db, {
    name: '20 Mbps Home',
    service: 'pppoe',
    profile: 'home-20',
    ...speed,
  });
  if ('refused' in sold) throw new Error('The package is new here.');
  home20 = sold.id;
});
afterAll(() => house.drop());
beforeEach(async () => {
  clients += 1;
});

/** As a form that somebody opened ten seconds ago. */
const seal = (secondsAgo = 10) =>
  createSeals(deriveSecret('k', 'join-form'), () => Date.now() - secondsAgo * 1000).seal();

let phones = 0;
const nextPhone = () => `0722 1${String(++phones).padStart(5, '0')}`;
const jane = (more: Record<string, string> = {}) => ({
  name: 'Jane Wanjiru',
  phone: nextPhone(),
  place: 'Kilimani',
  consent: 'yes',
  seal: seal(),
  ...more,
});

const see = (path = '/join', headers: Record<string, string> = {}) =>
  routes.request(path, { headers: { 'x-forwarded-for': `41.90.0.${clients}`, ...headers } });

async function send(fields: Record<string, string>, path = '/join?lang=en') {
  const headers = { 'x-forwarded-for': `41.90.0.${clients}` };
  const answer = await routes.request(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  return {
    status: answer.status,
    headers: answer.headers,
    to: answer.headers.get('location'),
    page: await answer.text(),
  };
}

const leadOf = async (phone: string) =>
  (await house.db.sql`select * from leads where phone = ${parsePhone(phone)}`)[0];
const touchesOf = (id: string) =>
  house.db.sql`select details from lead_events where lead_id = ${id} and kind = 'touched'`;

async function addAgent(name: string, agentKind: AgentKind) {
  const added = await addPerson(house.db, { name, role: 'agent', agentKind, phone: parsePhone(nextPhone()) });
  if ('refused' in added) throw new Error(`${name} is new here.`);
  const person = await findPerson(house.db, added.person);
  return { id: added.person, code: person?.referralCode ?? expect.fail(), phone: person?.phone };
}

describe('the form', () => {
  test('makes a lead from the website, with everything that was said', async () => {
    const form = jane({ unit: '4B', package: home20, isp: 'Zuku', message: 'It is slow in the evening.' });
    const { status, to } = await send(form);
    expect([status, to]).toEqual([303, '/join/thanks?lang=en']);
    expect(await leadOf(form.phone)).toMatchObject({
      name: 'Jane Wanjiru',
      source: 'Website',
      channel: null,
      status: 'New',
      phoneAttested: false,
      location: 'Kilimani',
      unitNumber: '4B',
      packageId: home20,
      currentIsp: 'Zuku',
      notes: 'It is slow in the evening.',
    });
  });

  test.each(languages)('keeps the words of the consent in %s, as proof', async (language) => {
    const form = jane();
    await send(form, `/join?lang=${language}`);
    const shown = joinWords[language].consent('Savanna Net');
    expect(await (await see(`/join?lang=${language}`)).text()).toContain(shown);
    const kept = await house.db
      .sql`select kind, words, at from consents where phone = ${parsePhone(form.phone)}`;
    expect(kept).toEqual([{ kind: 'form', words: `${language}: ${shown}`, at: expect.any(Date) }]);
  });

  test('says the same for a phone that is known, which becomes a touch and changes nothing', async () => {
    const first = jane();
    const fresh = await send(first);
    const known = await send({ ...jane(), phone: first.phone, name: 'Somebody Else', message: 'Call me' });
    expect([known.status, known.to, known.page]).toEqual([fresh.status, fresh.to, fresh.page]);
    expect([...known.headers]).toEqual([...fresh.headers]);
    const lead = await leadOf(first.phone);
    expect(lead).toMatchObject({ name: 'Jane Wanjiru', notes: null });
    expect(await touchesOf(lead?.id)).toMatchObject([
      { details: { door: 'form', claimed: true, answers: { name: 'Somebody Else', notes: 'Call me' } } },
    ]);
  });

  test('that is sent twice is taken in once, also both at a time', async () => {
    const form = jane();
    const answers = await Promise.all([send(form), send(form), send(form)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect((await touchesOf((await leadOf(form.phone))?.id)).count).toBe(0);
    const kept = await house.db.sql`select from consents where phone = ${parsePhone(form.phone)}`;
    expect(kept.count).toBe(1);
  });

  test('takes a phone that said STOP, and STOP stays in force', async () => {
    const form = jane();
    await house.db.sql`insert into stopped_phones (phone) values (${parsePhone(form.phone)})`;
    expect((await send(form)).status).toBe(303);
    const stopped = await house.db.sql`select from stopped_phones where phone = ${parsePhone(form.phone)}`;
    expect(stopped.count).toBe(1);
  });

  test('offers what is sold now, and takes anything else for no choice', async () => {
    const page = await (await see('/join?lang=en')).text();
    expect(page).toMatch(/20 Mbps Home.*20 Mbps down, 10 up.*KES 2,999.*a month/s);
    const form = jane({ package: 'package_of-last-year' });
    await send(form);
    expect((await leadOf(form.phone))?.packageId).toBeNull();
  });
});

describe('the link of an agent', () => {
  test.each([
    ['caretaker', 'Caretaker'],
    ['field', 'Field Sales'],
    ['partner', 'Referral'],
  ] as const)('of the kind %s makes the lead one from %s', async (kind, source) => {
    const agent = await addAgent(`John the ${kind}`, kind);
    expect(await (await see(`/join?r=${agent.code}&lang=en`)).text()).toContain(
      `action="/join?lang=en&amp;r=${agent.code}"`,
    );
    expect(await (await see(`/join?r=${agent.code}`)).text()).toContain(`href="/chat?start=r_${agent.code}"`);
    const form = jane();
    await send(form, `/join?r=${agent.code}`);
    expect(await leadOf(form.phone)).toMatchObject({
      source,
      broughtInBy: `John the ${kind}`,
      broughtInByContact: agent.phone,
      broughtInByPersonId: agent.id,
    });
  });

  test('that nobody has is a visit like any other', async () => {
    const form = jane();
    expect((await send(form, '/join?r=nobody')).status).toBe(303);
    expect(await leadOf(form.phone)).toMatchObject({ source: 'Website', broughtInBy: null });
    expect(await (await see('/join?r="><script>')).text()).not.toContain('<script');
  });
});

describe('what is missing', () => {
  test('is said beside its field, and what was written stays', async () => {
    const { status, page } = await send({ seal: seal(), unit: '4B', message: 'Is it <fast>?' });
    expect(status).toBe(422);
    const { missing, summary } = joinWords.en.wrong;
    for (const sentence of Object.values(missing)) expect(page).toContain(sentence);
    expect(page).toContain(summary(4));
    expect(page).toMatch(/<input[^>]*value="4B"[^>]*id="unit"/);
    expect(page).toContain('Is it &lt;fast&gt;?');
    expect(page).toMatch(/id="name"[^>]*autofocus[^>]*aria-invalid="true" aria-describedby="name-wrong"/);
  });

  test.each([
    ['name', ' ', joinWords.en.wrong.missing.name],
    ['name', 'J'.repeat(121), joinWords.en.wrong.tooLong(120)],
    ['name', 'Jane\0', joinWords.en.wrong.unreadable],
    ['phone', '12345', joinWords.en.wrong.phone],
    ['phone', '020 2345678', joinWords.en.wrong.phone],
    ['consent', '', joinWords.en.wrong.missing.consent],
    ['message', 'x'.repeat(1001), joinWords.en.wrong.tooLong(1000)],
  ])('%s as %j takes nothing in', async (field, value, sentence) => {
    const form = jane({ [field]: value });
    const { status, page } = await send(form);
    expect([status, page.includes(sentence)]).toEqual([422, true]);
    expect(page).toContain(joinWords.en.wrong.summary(1));
    const kept = await house.db.sql`select from consents where phone = ${parsePhone(form.phone)}`;
    expect([kept.count, await leadOf(form.phone)]).toEqual([0, undefined]);
  });
});

describe('a program', () => {
  test('that fills in the field which people do not see is thanked, and nothing is kept', async () => {
    const form = jane({ website: 'https://spam.example' });
    expect((await send(form)).to).toBe('/join/thanks?lang=en');
    expect(await leadOf(form.phone)).toBeUndefined();
  });

  test('that sends within three seconds is asked to look again', async () => {
    const form = jane({ seal: seal(1) });
    const { status, page } = await send(form);
    expect([status, page.includes(joinWords.en.wrong.tooFast)]).toEqual([422, true]);
    expect(page).toContain(form.seal);
    expect(await leadOf(form.phone)).toBeUndefined();
  });

  test.each([
    ['none', () => ''],
    ['one of its own', () => createSeals('guessed').seal()],
    ['one that is changed', () => seal().replace(/^./, '0')],
    ['one from the day before yesterday', () => seal(2 * 24 * 3600)],
  ])('whose seal is %s is given a new one', async (_, sealed) => {
    const form = jane({ seal: sealed() });
    const { status, page } = await send(form);
    expect([status, page.includes(joinWords.en.wrong.tooOld)]).toEqual([422, true]);
    expect(page).not.toContain(`name="seal" value="${form.seal}"`);
    expect(await leadOf(form.phone)).toBeUndefined();
  });

  test('that sends one form again and again is told how long to wait', async () => {
    const { seal: one } = jane();
    const statuses = [];
    for (let n = 0; n < 12; n++) statuses.push((await send({ seal: one })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 422), 429, 429]);
    const { headers, page } = await send({ seal: one });
    expect([Number(headers.get('retry-after')) > 0, page.includes('10 minutes')]).toEqual([true, true]);
  });

  test('hands in twenty forms in ten minutes from one address', async () => {
    const statuses = [];
    for (let n = 0; n < 22; n++) statuses.push((await send(jane())).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 303), 429, 429]);
  });

  test('that sends a novel is told so in a sentence', async () => {
    const { status, page } = await send(jane({ message: 'x'.repeat(20_000) }));
    expect([status, page]).toEqual([413, joinWords.en.wrong.tooMuch]);
  });
});

describe('the page', () => {
  test.each([
    ['/join?lang=sw', 'en-GB', 'sw'],
    ['/join', 'sw-KE,sw;q=0.9,en;q=0.8', 'sw'],
    ['/join', 'fr-FR,en;q=0.5', 'en'],
    ['/join?lang=fr', '', 'en'],
  ] as const)('at %s in a browser of %j speaks %s', async (path, accepted, language) => {
    const page = await (await see(path, { 'accept-language': accepted })).text();
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(joinWords[language].headline);
    expect(page).toContain(`hreflang="${joinWords[language].otherLanguage.code}"`);
  });

  test('loads nothing from elsewhere, runs no script, and gives no cookie', async () => {
    for (const path of ['/join', '/join?embed=1', '/join/thanks']) {
      const answer = await see(path);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const page = await answer.text();
      expect(page).not.toMatch(/<script|style="|https?:\/\//);
      expect(page).toMatch(/href="\/chat"/);
    }
  });

  test('stands in the frame of another site only where it is asked to', async () => {
    const framing = async (path: string, method = 'GET') => {
      const { headers } = await routes.request(path, { method });
      const policy = headers.get('content-security-policy') ?? '';
      return [/frame-ancestors ([^;]+)/.exec(policy)?.[1], headers.get('x-frame-options')];
    };
    for (const path of ['/join', '/join?embed=0', '/join/thanks']) {
      expect(await framing(path)).toEqual(["'none'", 'DENY']);
    }
    for (const [path, method] of [
      ['/join?embed=1', 'GET'],
      ['/join?embed=1', 'POST'],
      ['/join/thanks?embed=1', 'GET'],
    ] as const) {
      expect(await framing(path, method)).toEqual(['*', null]);
    }
    expect(await (await see('/join?embed=1&lang=en')).text()).toContain('action="/join?lang=en&amp;embed=1"');
    expect((await send(jane(), '/join?embed=1&lang=en')).to).toBe('/join/thanks?lang=en&embed=1');
  });

  test('keeps what was written when the database fails, and says so', async () => {
    await house.db.sql`alter table consents rename to consents_away`;
    const form = jane();
    const { status, page } = await send(form);
    await house.db.sql`alter table consents_away rename to consents`;
    expect([status, page.includes(joinWords.en.wrong.away)]).toEqual([503, true]);
    expect(page).toContain('Jane Wanjiru');
    expect(await leadOf(form.phone)).toBeUndefined();
    expect((await send(form)).status).toBe(303);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { parseMoney } from '../../domain/money.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { requestConversion } from '../conversion/conversions.ts';
import { addPackage } from '../packages.ts';
import { addPerson } from '../person/people.ts';
import { addRouter } from '../routers.ts';
import { archiveLead, restoreLead } from './lead-archive.ts';
import { editLead, moveLead } from './lead-edit.ts';
import { readLeadAsJson } from './lead-json.ts';
import { findLead, readTimeline } from './lead-reads.ts';
import { createLead } from './leads.ts';

let database: TestDatabase;
let wanjiru: Id<'user'>;
let counter = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const added = await addPerson(database.db, { name: 'Wanjiru', role: 'sales' });
  if ('refused' in added) throw new Error('Wanjiru is new here.');
  wanjiru = added.person;
});
afterAll(() => database.drop());

function nextPhone(): Phone {
  counter += 1;
  const phone = parsePhone(`07120${String(counter).padStart(5, '0')}`);
  if (!phone) throw new Error('Test numbers are Kenyan mobiles.');
  return phone;
}

async function newLead(phone = nextPhone()): Promise<Id<'lead'>> {
  const result = await createLead(
    database.db,
    { phone, source: 'Manual Entry', name: 'Otieno' },
    wanjiru,
    'staff',
  );
  if (!('created' in result)) throw new Error(`Refused: ${result.refused}`);
  return result.created;
}

const statusesOf = async (lead: Id<'lead'>) =>
  (await findLead(database.db, lead))?.statusHistory.map((entry) => entry.status);

test('a new lead is New, by whoever entered it', async () => {
  const lead = await newLead();
  const found = await findLead(database.db, lead);
  expect(found).toMatchObject({ status: 'New', name: 'Otieno', isConverting: false, mikrotikUser: null });
  expect(found?.statusHistory).toMatchObject([{ status: 'New', changedBy: wanjiru }]);
  expect(found?.statusHistory[0]?.changedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('what is told of a new lead is what is read of it', async () => {
  const { db } = database;
  const price = parseMoney('2999.50') ?? expect.fail();
  const sold = { service: 'pppoe', profile: 'home-20', downloadMbps: 20, uploadMbps: 10 } as const;
  const home = await addPackage(db, { ...sold, name: 'Home "20"', price });
  const lead = {
    phone: nextPhone(),
    source: 'Field Sales',
    name: 'Wanjikũ\n“Mama”',
    packageId: 'id' in home ? home.id : expect.fail(),
    assignedTo: wanjiru,
    agreedMonthlySubscription: price,
    followUpDate: '2026-12-01',
    status: 'Contacted',
  } as const;
  const made = await createLead(db, lead, null, 'api');
  if ('refused' in made) expect.fail();
  expect(JSON.parse(made.json)).toMatchObject({ desiredPackage: { name: 'Home "20"' }, totalAmount: 2999.5 });
  expect(made.json).toBe(await readLeadAsJson(db, made.created));
});

test('one phone is one lead', async () => {
  const phone = nextPhone();
  const lead = await newLead(phone);
  const again = await createLead(database.db, { phone, source: 'Website' }, null, 'form');
  expect(again).toEqual({ refused: 'phone_known', lead });
});

test('of ten who enter the same phone at once, one makes the lead', async () => {
  const phone = nextPhone();
  const results = await Promise.all(
    Array.from({ length: 10 }, () => createLead(database.db, { phone, source: 'Website' }, null, 'form')),
  );
  expect(results.filter((result) => 'created' in result)).toHaveLength(1);
});

test('a move is an event with who and when; the same move twice is one event', async () => {
  const lead = await newLead();
  expect(await moveLead(database.db, lead, 'Interested', wanjiru)).toBe('ok');
  expect(await moveLead(database.db, lead, 'Interested', wanjiru)).toBe('ok');
  expect(await statusesOf(lead)).toEqual(['New', 'Interested']);
});

test('writing what is there already records nothing and leaves updatedAt alone', async () => {
  const lead = await newLead();
  const before = await findLead(database.db, lead);
  expect(await editLead(database.db, lead, { fields: { name: 'Otieno', location: null } }, wanjiru)).toBe(
    'ok',
  );
  expect((await findLead(database.db, lead))?.updatedAt).toEqual(before?.updatedAt);
  expect((await readTimeline(database.db, lead)).map((entry) => entry.kind)).toEqual(['status', 'created']);
});

test('an edit keeps the old and the new value', async () => {
  const lead = await newLead();
  const fee = parseMoney(2500);
  await editLead(
    database.db,
    lead,
    { fields: { agreedInstallationFee: fee, location: 'Kilimani' } },
    wanjiru,
  );
  const [edit] = await readTimeline(database.db, lead);
  expect(edit).toMatchObject({
    kind: 'edited',
    by: 'Wanjiru',
    details: {
      changes: {
        agreedInstallationFee: { from: null, to: '2500.00' },
        location: { from: null, to: 'Kilimani' },
      },
    },
  });
});

test('who read an older version is told that it changed meanwhile', async () => {
  const lead = await newLead();
  const read = await findLead(database.db, lead);
  await moveLead(database.db, lead, 'Contacted', wanjiru);
  const late = await editLead(
    database.db,
    lead,
    { fields: { name: 'Achieng' }, unchangedSince: read?.updatedAt },
    null,
  );
  expect(late).toEqual({ refused: 'changed_meanwhile' });
});

test('a phone that is another lead’s is refused and names that lead', async () => {
  const [lead, other] = [await newLead(), await newLead()];
  const phone = (await findLead(database.db, other))?.phone;
  expect(await editLead(database.db, lead, { fields: { phone } }, wanjiru)).toEqual({
    refused: 'phone_taken',
    lead: other,
  });
});

test('a lead cannot be assigned to a stranger', async () => {
  const assignedTo: Id<'user'> = 'user_0199f3c2-0000-7000-8000-000000000000';
  expect(await editLead(database.db, await newLead(), { fields: { assignedTo } }, null)).toEqual({
    refused: 'unknown_reference',
    field: 'assignedTo',
  });
});

test('an archived lead is gone from sight, its phone is free, and it comes back only while that is so', async () => {
  const phone = nextPhone();
  const lead = await newLead(phone);
  expect(await archiveLead(database.db, lead, wanjiru)).toBe('ok');
  expect(await archiveLead(database.db, lead, wanjiru)).toBe('ok');
  expect(await findLead(database.db, lead)).toBeNull();
  const successor = await newLead(phone);
  expect(await restoreLead(database.db, lead, wanjiru)).toEqual({ refused: 'phone_taken', lead: successor });
  await archiveLead(database.db, successor, wanjiru);
  expect(await restoreLead(database.db, lead, wanjiru)).toBe('ok');
  expect(await findLead(database.db, lead)).not.toBeNull();
});

test('of two archived leads of one phone that are restored at once, one comes back', async () => {
  const phone = nextPhone();
  const first = await newLead(phone);
  await archiveLead(database.db, first, null);
  const second = await newLead(phone);
  await archiveLead(database.db, second, null);
  const outcomes = await Promise.all([first, second].map((lead) => restoreLead(database.db, lead, null)));
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  expect(outcomes).toContainEqual(expect.objectContaining({ refused: 'phone_taken' }));
});

test('of two who read the same version and write at once, one is told that it changed meanwhile', async () => {
  for (let round = 0; round < 20; round++) {
    const lead = await newLead();
    const unchangedSince = (await findLead(database.db, lead))?.updatedAt;
    const write = (notes: string) =>
      editLead(database.db, lead, { fields: { notes }, unchangedSince }, wanjiru);
    const outcomes = await Promise.all([write('First.'), write('Second.')]);
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  }
});

test('brought-in-by with the phone of an agent is that agent', async () => {
  const kamau = nextPhone();
  const added = await addPerson(database.db, {
    name: 'Kamau',
    role: 'agent',
    agentKind: 'caretaker',
    phone: kamau,
  });
  const phone = nextPhone();
  const brought = { phone, source: 'Caretaker', broughtInBy: 'Kamau', broughtInByContact: kamau } as const;
  const result = await createLead(database.db, brought, wanjiru, 'staff');
  const lead = 'created' in result ? await findLead(database.db, result.created) : null;
  expect(added).toEqual({ person: lead?.broughtInByPersonId });
});

async function wish() {
  counter += 1;
  const number = counter;
  const { db } = database;
  const money = parseMoney(2999);
  if (!money) throw new Error('2999 is money.');
  const sold = { name: `Home ${number}`, service: 'pppoe', profile: 'home-20', price: money } as const;
  const bought = await addPackage(db, { ...sold, downloadMbps: 20, uploadMbps: 10 });
  const address = { host: '10.0.0.1', port: 8728, tls: false, tlsFingerprint: null };
  const login = { username: 'karibu', password: 'siri-ya-router' };
  const router = await addRouter(db, { name: `Westlands-${number}`, ...address, ...login });
  if ('refused' in bought || 'refused' in router) throw new Error('The names are counted up.');
  return {
    username: `otieno.${number}`,
    password: 'siri-ya-otieno',
    packageId: bought.id,
    routerId: router.id,
    ipAddress: null,
  };
}

test('a lead with a live conversion is held: no move, no new phone, no archive, no second conversion', async () => {
  const { db } = database;
  const lead = await newLead();
  expect(await requestConversion(db, lead, await wish(), { by: wanjiru })).toHaveProperty('conversion');
  const held = { refused: 'conversion_running' };
  expect(await moveLead(db, lead, 'Contacted', wanjiru)).toEqual(held);
  expect(await editLead(db, lead, { fields: { phone: nextPhone() } }, wanjiru)).toEqual(held);
  expect(await archiveLead(db, lead, wanjiru)).toEqual(held);
  expect(await requestConversion(db, lead, await wish(), { by: wanjiru })).toEqual(held);
  expect(await editLead(db, lead, { fields: { notes: 'Call after six.' } }, wanjiru)).toBe('ok');
});

test('of five who convert the same lead at once, one conversion is asked for', async () => {
  const lead = await newLead();
  const wishes = await Promise.all(Array.from({ length: 5 }, wish));
  const results = await Promise.all(
    wishes.map((it) => requestConversion(database.db, lead, it, { by: wanjiru })),
  );
  expect(results.filter((result) => 'conversion' in result)).toHaveLength(1);
});

test('one login on a router is asked for once', async () => {
  const asked = await wish();
  const results = await Promise.all(
    [await newLead(), await newLead()].map((lead) =>
      requestConversion(database.db, lead, asked, { by: wanjiru }),
    ),
  );
  expect(results.filter((result) => 'conversion' in result)).toHaveLength(1);
  expect(results).toContainEqual({ refused: 'username_taken' });
});

test('passwords are sealed, never plain', async () => {
  await requestConversion(database.db, await newLead(), await wish(), { by: wanjiru });
  const dump = await database.db.sql`
    select (select string_agg(t::text, ' ') from conversions t) || (select string_agg(t::text, ' ') from routers t)
      || (select string_agg(t::text, ' ') from lead_events t) as everything`;
  expect(dump[0]?.everything).not.toContain('siri-ya');
});

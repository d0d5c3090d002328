import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { eventually } from '../../test/eventually.ts';
import { joinLead } from '../chat/conversations.ts';
import { commit } from '../database.ts';
import { addPerson, findPerson } from '../person/people.ts';
import { archiveLead } from './lead-archive.ts';
import { bringLead, type Captured, captureLead, completeLead } from './lead-capture.ts';
import { editLead, moveLead } from './lead-edit.ts';
import { findLead, readTimeline } from './lead-reads.ts';

let database: TestDatabase;
let kamau: Id<'user'>;
let counter = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const caretaker = { name: 'Kamau', role: 'agent', agentKind: 'caretaker', phone: nextPhone() } as const;
  const added = await addPerson(database.db, caretaker);
  if ('refused' in added) throw new Error('Kamau is new here.');
  kamau = added.person;
});
afterAll(() => database.drop());

function nextPhone(): Phone {
  counter += 1;
  const phone = parsePhone(`07130${String(counter).padStart(5, '0')}`);
  if (!phone) throw new Error('Test numbers are Kenyan mobiles.');
  return phone;
}

const telegram = { channel: 'telegram', referralCode: null, conversation: null } as const;

function capture(phone: Phone, attested: boolean, answers = {}): Promise<Captured> {
  return captureLead(database.db, { ...telegram, phone, attested, answers });
}

test('a prospect is a lead from the moment the phone is known, and completed as answers come', async () => {
  const phone = nextPhone();
  const captured = await capture(phone, true, { name: 'Jane' });
  expect(captured).toMatchObject({ as: 'own', customer: false });
  await completeLead(database.db, {
    ...captured,
    attestedPhone: phone,
    answers: { location: 'Kilimani', unitNumber: '4B' },
  });
  expect(await findLead(database.db, captured.lead)).toMatchObject({
    name: 'Jane',
    location: 'Kilimani',
    unitNumber: '4B',
    source: 'WhatsApp/SMS',
    channel: 'telegram',
    phoneAttested: true,
    statusHistory: [{ status: 'New', changedBy: null }],
  });
});

test('the chat page’s prospects come from the website', async () => {
  const { lead } = await captureLead(database.db, {
    phone: nextPhone(),
    attested: false,
    conversation: null,
    channel: 'web',
    referralCode: null,
    answers: {},
  });
  expect(await findLead(database.db, lead)).toMatchObject({ source: 'Website', phoneAttested: false });
});

test('a typed phone that is known changes nothing and is kept as a touch', async () => {
  const phone = nextPhone();
  const { lead } = await capture(phone, true, { name: 'Jane', location: 'Kilimani' });
  const before = await findLead(database.db, lead);
  const claim = await capture(phone, false, { name: 'Somebody Else' });
  expect(claim).toEqual({ lead, as: 'claim', customer: false });
  await completeLead(database.db, { ...claim, attestedPhone: null, answers: { location: 'Elsewhere' } });
  expect(await findLead(database.db, lead)).toEqual(before);
  const touches = (await readTimeline(database.db, lead)).filter((entry) => entry.kind === 'touched');
  expect(touches.map((touch) => touch.details.answers)).toEqual([
    { location: 'Elsewhere' },
    { name: 'Somebody Else' },
  ]);
});

test('an attested phone joins its lead and reopens one that had said no', async () => {
  const phone = nextPhone();
  const { lead } = await capture(phone, false, { name: 'Jane' });
  await moveLead(database.db, lead, 'Not Interested', null);
  expect(await capture(phone, true, { location: 'Kilimani' })).toEqual({ lead, as: 'own', customer: false });
  expect(await findLead(database.db, lead)).toMatchObject({
    status: 'New',
    location: 'Kilimani',
    phoneAttested: true,
  });
});

test('whoever had typed the phone before its owner came completes the lead no longer', async () => {
  const phone = nextPhone();
  const typed = await capture(phone, false, { name: 'Not Jane' });
  expect(typed.as).toBe('own');
  await capture(phone, true, { name: 'Jane' });
  await completeLead(database.db, {
    ...typed,
    attestedPhone: null,
    answers: { name: 'Not Jane', location: 'Elsewhere' },
  });
  expect(await findLead(database.db, typed.lead)).toMatchObject({ name: 'Jane', location: null });
  expect((await readTimeline(database.db, typed.lead))[0]).toMatchObject({
    kind: 'touched',
    details: { claimed: true, answers: { location: 'Elsewhere' } },
  });
});

test('a phone changed by hand is vouched for by nobody', async () => {
  const { lead } = await capture(nextPhone(), true, {});
  await editLead(database.db, lead, { fields: { phone: nextPhone() } }, null);
  expect((await findLead(database.db, lead))?.phoneAttested).toBe(false);
});

test('a prospect who writes while their lead is being archived is a new lead', async () => {
  const { db } = database;
  const phone = nextPhone();
  const { lead } = await capture(phone, true, {});
  const again = await commit(db, async (tx) => {
    await archiveLead(tx, lead, null);
    const again = capture(phone, true, { name: 'Jane' });
    // It waits for the row that this transaction holds.
    await eventually(async () => {
      const waiting =
        await db.sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      expect(waiting.count).toBe(1);
    });
    return { captured: again };
  });
  const captured = await again.captured;
  expect(captured).toMatchObject({ as: 'own', customer: false });
  expect(captured.lead).not.toBe(lead);
  expect(await findLead(db, captured.lead)).toMatchObject({ name: 'Jane' });
});

test('an attested phone of a customer is handed to a person', async () => {
  const phone = nextPhone();
  const { lead } = await capture(phone, true, {});
  await moveLead(database.db, lead, 'Converted', null);
  expect(await capture(phone, true, { location: 'Elsewhere' })).toEqual({ lead, as: 'own', customer: true });
  expect((await findLead(database.db, lead))?.location).toBeNull();
});

test('a customer’s lead is changed by no chat: what is said is kept as a touch', async () => {
  const phone = nextPhone();
  const captured = await capture(phone, true, { location: 'Kilimani' });
  await moveLead(database.db, captured.lead, 'Converted', null);
  await completeLead(database.db, { ...captured, attestedPhone: phone, answers: { location: 'Umoja' } });
  expect((await findLead(database.db, captured.lead))?.location).toBe('Kilimani');
  expect((await readTimeline(database.db, captured.lead))[0]).toMatchObject({
    kind: 'touched',
    details: { claimed: false, answers: { location: 'Umoja' } },
  });
});

test('when a customer’s own phone comes, the chat that had typed it is joined to their lead no longer', async () => {
  const phone = nextPhone();
  const { lead } = await capture(phone, false);
  const wanjiku = await openChat(database.db, 'wanjiku');
  await commit(database.db, (tx) => joinLead(tx, wanjiku, lead));
  await moveLead(database.db, lead, 'Converted', null);
  await capture(phone, true);
  expect((await findLead(database.db, lead))?.phoneAttested).toBe(true);
  expect(await database.db.sql`select from conversations where lead_id = ${lead}`).toHaveLength(0);
});

test('who begins again in the chat that made the lead completes it still, until its phone’s owner comes', async () => {
  const { db } = database;
  const phone = nextPhone();
  const achieng = await openChat(db, 'achieng');
  const prospect = { ...telegram, phone, attested: false, conversation: achieng };
  const { lead } = await captureLead(db, { ...prospect, answers: { name: 'Achieng' } });
  await commit(db, (tx) => joinLead(tx, achieng, lead));
  await moveLead(db, lead, 'Future Prospect', null);
  const again = await captureLead(db, { ...prospect, answers: { location: 'Kasarani' } });
  expect(again).toEqual({ lead, as: 'own', customer: false });
  expect(await findLead(db, lead)).toMatchObject({ name: 'Achieng', location: 'Kasarani', status: 'New' });
  await capture(phone, true);
  expect((await captureLead(db, { ...prospect, answers: {} })).as).toBe('claim');
});

test('who begins again unattested is not told that the number is a customer’s', async () => {
  const { db } = database;
  const prospect = { ...telegram, phone: nextPhone(), attested: false };
  const otieno = await openChat(db, 'otieno');
  const { lead } = await captureLead(db, { ...prospect, answers: { location: 'Umoja' } });
  await commit(db, (tx) => joinLead(tx, otieno, lead));
  await moveLead(db, lead, 'Converted', null);
  const again = await captureLead(db, { ...prospect, conversation: otieno, answers: { location: 'Ruaka' } });
  expect(again).toEqual({ lead, as: 'own', customer: false });
  expect((await findLead(db, lead))?.location).toBe('Umoja');
});

test('what is said after the lead was archived is kept as a touch', async () => {
  const captured = await capture(nextPhone(), true, {});
  await archiveLead(database.db, captured.lead, null);
  await completeLead(database.db, { ...captured, attestedPhone: null, answers: { location: 'Kilimani' } });
  expect((await readTimeline(database.db, captured.lead))[0]).toMatchObject({ kind: 'touched' });
});

test('a package that is gone does not cost the rest of the answers', async () => {
  const packageId: Id<'package'> = 'package_0199f3c2-0000-7000-8000-000000000000';
  const { lead } = await capture(nextPhone(), true, { packageId, name: 'Jane' });
  expect(await findLead(database.db, lead)).toMatchObject({ name: 'Jane', package: null });
});

test('a poster’s code makes its owner the one who brought the lead', async () => {
  const code = (await findPerson(database.db, kamau))?.referralCode ?? null;
  const { lead } = await captureLead(database.db, {
    phone: nextPhone(),
    attested: true,
    conversation: null,
    channel: 'telegram',
    referralCode: code,
    answers: {},
  });
  expect(await findLead(database.db, lead)).toMatchObject({
    source: 'Caretaker',
    broughtInBy: 'Kamau',
    broughtInByPersonId: kamau,
  });
});

test('a caretaker’s message is a lead from Caretaker, with their name and number', async () => {
  const phone = nextPhone();
  const brought = { phone, answers: { name: 'Jane' }, by: kamau, channel: 'telegram' } as const;
  expect(await bringLead(database.db, brought)).toBe('created');
  expect(await bringLead(database.db, brought)).toBe('known');
  const { lead } = await capture(phone, false);
  const person = await findPerson(database.db, kamau);
  expect(await findLead(database.db, lead)).toMatchObject({
    name: 'Jane',
    source: 'Caretaker',
    broughtInBy: 'Kamau',
    broughtInByContact: person?.phone,
  });
  expect((await readTimeline(database.db, lead)).map((entry) => entry.kind)).toEqual([
    'touched',
    'touched',
    'status',
    'created',
  ]);
});

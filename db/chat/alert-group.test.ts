import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import type { Role } from '../../domain/person.ts';
import type { Phone } from '../../domain/phone.ts';
import { messageFrom, openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addLead } from '../../test/desk.ts';
import { rememberAccount } from '../channel/channel-accounts.ts';
import { commit, type Transaction } from '../database.ts';
import { bringLead, captureLead } from '../lead/lead-capture.ts';
import { takeInLead } from '../lead/lead-intake.ts';
import { createLead } from '../lead/leads.ts';
import { addPerson } from '../person/people.ts';
import { alertIn, alertNoMoreIn, readGroup, sayToAlertGroup } from './alert-group.ts';
import { callPerson } from './call-person.ts';
import { receiveMessages } from './inbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`
    truncate inbox, identities, conversations, outbox, notices, leads, people, channel_accounts cascade`;
});

const inTransaction = <T>(work: (tx: Transaction) => Promise<T>) => commit(house.db, work);

async function openGroup(address: string): Promise<Id<'conversation'>> {
  const group = await openChat(house.db, address);
  await house.db.sql`update conversations set is_group = true where id = ${group}`;
  return group;
}
async function openAlertGroup(address = '-1001'): Promise<Id<'conversation'>> {
  const group = await openGroup(address);
  await inTransaction((tx) => alertIn(tx, group));
  return group;
}
async function hire(role: Role, name: string): Promise<Id<'user'>> {
  const added = await addPerson(house.db, { name, role, agentKind: role === 'agent' ? 'caretaker' : null });
  if ('refused' in added) throw new Error(added.refused);
  return added.person;
}
const alertGroups = async () =>
  (await house.db.sql`select address from conversations where alerts_staff`).map(({ address }) => address);
const told = async () =>
  (await house.db.sql`select conversation_id, kind, body from outbox order by id`).map((row) => ({ ...row }));

const phone = '+254712345678' as Phone;
const jane = { phone, source: 'Website', name: 'Jane Wanjiru', location: 'Kilimani' } as const;
const janeArrived = (lead: Id<'lead'>, source: string) => ({
  kind: 'lead_arrived',
  lead,
  name: 'Jane Wanjiru',
  place: 'Kilimani',
  source,
});

test('there is one alert group at a time, and none after it was ended', async () => {
  const first = await openAlertGroup('-1001');
  const second = await openGroup('-1002');
  expect(await alertGroups()).toEqual(['-1001']);
  await inTransaction((tx) => alertIn(tx, second));
  expect(await alertGroups()).toEqual(['-1002']);
  await inTransaction((tx) => alertNoMoreIn(tx, first));
  expect(await alertGroups()).toEqual(['-1002']);
  await inTransaction((tx) => alertNoMoreIn(tx, second));
  expect(await alertGroups()).toEqual([]);
});

test('a private chat is no alert group', async () => {
  const chat = await openChat(house.db, 'jane');
  await inTransaction((tx) => alertIn(tx, chat));
  expect(await alertGroups()).toEqual([]);
});

test('a writer is known by their own private chat, as long as they work here', async () => {
  const group = await openGroup('-1001');
  const grace = await hire('manager', 'Grace Wambui');
  const chat = await openChat(house.db, '5551009');
  const roleOf = async (writer: string | null) =>
    (await inTransaction((tx) => readGroup(tx, group, writer))).writerRole;
  expect(await roleOf('5551009')).toBeNull();
  await house.db.sql`update conversations set person_id = ${grace} where id = ${chat}`;
  expect([await roleOf('5551009'), await roleOf('5551010'), await roleOf(null)]).toEqual([
    'manager',
    null,
    null,
  ]);
  await house.db.sql`update people set active = false where id = ${grace}`;
  expect(await roleOf('5551009')).toBeNull();
});

test('the chat of the same address on another account proves nothing', async () => {
  const group = await openGroup('-1001');
  const grace = await hire('owner', 'Grace Wambui');
  await receiveMessages(house.db, 'telegram', 'another bot', [messageFrom('5551009', 'Habari')]);
  await house.db.sql`update conversations set person_id = ${grace} where account = 'another bot'`;
  expect((await inTransaction((tx) => readGroup(tx, group, '5551009'))).writerRole).toBeNull();
});

test('a group is new until something was stepped there, and again once we were sent away', async () => {
  await rememberAccount(house.db, 'telegram', 'ours', 'savanna_bot');
  const group = await openGroup('-1001');
  const read = () => inTransaction((tx) => readGroup(tx, group, null));
  expect(await read()).toEqual({
    channel: 'telegram',
    publicName: 'savanna_bot',
    isNew: true,
    writerRole: null,
  });
  await house.db.sql`update conversations set last_inbound_at = now()`;
  expect((await read()).isNew).toBe(false);
  await house.db.sql`update conversations set blocked_at = now()`;
  expect((await read()).isNew).toBe(true);
});

test('what is said to the alert group is queued once, and nowhere while there is none', async () => {
  const parked = { kind: 'messages_parked', channel: 'sms' } as const;
  const sayIt = () => inTransaction((tx) => sayToAlertGroup(tx, parked, 'parked:1'));
  await sayIt();
  expect(await told()).toEqual([]);
  const group = await openAlertGroup();
  await sayIt();
  await sayIt();
  expect(await told()).toEqual([{ conversationId: group, kind: 'notice', body: parked }]);
});

test('a group that sent us away is told nothing', async () => {
  await openAlertGroup();
  await house.db.sql`update conversations set blocked_at = now()`;
  await inTransaction((tx) => sayToAlertGroup(tx, { kind: 'messages_parked', channel: 'sms' }, 'parked:1'));
  await createLead(house.db, jane, null, 'web');
  expect(await told()).toEqual([]);
});

test('a lead from a website is told once; one that staff wrote down is not', async () => {
  const group = await openAlertGroup();
  await createLead(house.db, { ...jane, phone: '+254733000222' as Phone }, null, 'staff');
  expect(await told()).toEqual([]);
  await takeInLead(house.db, jane, null, 'api');
  await takeInLead(house.db, jane, null, 'api');
  const [made] = await house.db.sql<{ id: Id<'lead'> }[]>`select id from leads where phone = ${phone}`;
  const body = janeArrived(made?.id ?? expect.fail(), 'Website');
  expect(await told()).toEqual([{ conversationId: group, kind: 'notice', body }]);
});

test('the lead that a prospect makes by chat is told, and what they say later is not', async () => {
  await openAlertGroup();
  const said = {
    phone,
    conversation: null,
    attested: true,
    channel: 'telegram',
    referralCode: null,
    answers: { name: 'Jane Wanjiru', location: 'Kilimani' },
  } as const;
  const { lead } = await captureLead(house.db, said);
  await captureLead(house.db, { ...said, answers: { notes: 'Slow' } });
  expect(await told()).toMatchObject([{ body: janeArrived(lead, 'WhatsApp/SMS') }]);
});

test('the lead that a caretaker brings is told', async () => {
  await openAlertGroup();
  const by = await hire('agent', 'John Otieno');
  await bringLead(house.db, { phone, answers: { name: 'Jane' }, by, channel: 'telegram' });
  expect(await told()).toMatchObject([{ body: { kind: 'lead_arrived', name: 'Jane', source: 'Caretaker' } }]);
});

test('a lead that came to nothing is told to nobody', async () => {
  await openAlertGroup();
  await inTransaction(async (tx) => {
    await createLead(tx, jane, null, 'web');
    throw new Error('The lights went out.');
  }).catch(() => undefined);
  expect(await told()).toEqual([]);
});

test('somebody who asks for a person is told in the group too, once an hour', async () => {
  const group = await openAlertGroup();
  const grace = await hire('sales', 'Grace Wambui');
  const chat = await openChat(house.db, 'jane', 'whatsapp');
  const lead = await addLead(house.db, { phone: '0712345678', name: 'Jane' });
  await house.db.sql`update conversations set lead_id = ${lead} where id = ${chat}`;
  await house.db.sql`truncate outbox`;
  const ask = () => inTransaction((tx) => callPerson(tx, { conversation: chat, lead: null, name: null }));
  await ask();
  await ask();
  const body = { kind: 'person_wanted', lead, name: 'Jane', phone, channel: 'whatsapp' };
  expect(await told()).toEqual([{ conversationId: group, kind: 'notice', body }]);
  const kept = await house.db.sql`select person_id from notices`;
  expect([...kept]).toEqual([{ personId: grace }]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addLead, hire } from '../../test/desk.ts';
import { findLinkedPerson } from '../chat/conversations.ts';
import { commit, type Database } from '../database.ts';
import { makeLink, peekLink, redeemChatLink } from './links.ts';
import { addPerson, findPerson, listPeople } from './people.ts';
import { activatePerson, deactivatePerson, editPerson } from './person-edit.ts';
import { countLeadsOf, countLeftLeads, handOverLeads } from './person-leads.ts';

let database: TestDatabase;
let db: Database;
let amina: Id<'user'>;
let faith: Id<'user'>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  amina = await hire(db, 'Amina Owino', 'owner');
  faith = await hire(db, 'Faith Mwende', 'manager');
});
afterAll(() => database.drop());

const changes = { name: 'Faith Mwende', phone: null, language: 'en' } as const;
const owners = async () =>
  (await listPeople(db)).filter((person) => person.role === 'owner' && person.active).map(({ name }) => name);

async function addCaretaker(name: string, written: string): Promise<Id<'user'>> {
  const phone = parsePhone(written);
  const added = await addPerson(db, { name, phone, role: 'agent', agentKind: 'caretaker' });
  return 'person' in added ? added.person : expect.fail(`${name} is refused.`);
}

describe('the last owner', () => {
  test('can neither leave nor be made less than an owner', async () => {
    expect(await deactivatePerson(db, amina)).toEqual({ refused: 'last_owner' });
    const less = { ...changes, name: 'Amina Owino', as: { role: 'manager' } } as const;
    expect(await editPerson(db, amina, less)).toEqual({ refused: 'last_owner' });
    expect(await owners()).toEqual(['Amina Owino']);
  });

  test('is the last one too where the other has not chosen a password yet', async () => {
    const invited = await addPerson(db, { name: 'Wafula', role: 'owner' });
    expect(await deactivatePerson(db, amina)).toEqual({ refused: 'last_owner' });
    if ('person' in invited) expect(await deactivatePerson(db, invited.person)).toBe('ok');
  });

  test('stays when two owners leave at once, or put each other down', async () => {
    for (let round = 0; round < 5; round++) {
      await editPerson(db, faith, { ...changes, as: { role: 'owner' } });
      const less = { name: 'Amina Owino', phone: null, language: 'en', as: { role: 'sales' } } as const;
      const answers = await Promise.all([deactivatePerson(db, faith), editPerson(db, amina, less)]);
      expect(answers).toContain('ok');
      expect(answers).toContainEqual({ refused: 'last_owner' });
      expect(await owners()).toHaveLength(1);
      await activatePerson(db, faith);
      await db.sql`update people set role = 'owner' where id = ${amina}`;
    }
    expect(await editPerson(db, faith, { ...changes, as: { role: 'manager' } })).toBe('ok');
  });
});

test('staff do not become agents, nor agents staff', async () => {
  const kamau = await addCaretaker('Kamau', '0722000001');
  const asStaff = { ...changes, as: { role: 'sales' } } as const;
  const asAgent = { ...changes, as: { agentKind: 'field' } } as const;
  expect(await editPerson(db, kamau, asStaff)).toEqual({ refused: 'not_found' });
  expect(await editPerson(db, faith, asAgent)).toEqual({ refused: 'not_found' });
  const edited = { ...asAgent, name: 'Kamau Njoroge', language: 'sw' } as const;
  expect(await editPerson(db, kamau, edited)).toBe('ok');
  expect(await findPerson(db, kamau)).toMatchObject({
    name: 'Kamau Njoroge',
    agentKind: 'field',
    language: 'sw',
  });
});

describe('whoever leaves', () => {
  test('is signed out, is nobody in their chats, and their links die and stay dead when they come back', async () => {
    const brian = await hire(db, 'Brian Kiprop', 'sales');
    const person = await findPerson(db, brian);
    await db.sql`
      insert into sign_in_sessions (id, token, user_id, expires_at)
      select 's1', 't1', sign_in_user_id, now() + interval '1 day' from people where id = ${brian}`;
    const talk = await openChat(db, 'Brian');
    await db.sql`update conversations set person_id = ${brian} where id = ${talk}`;
    const whoTalks = () => commit(db, (tx) => findLinkedPerson(tx, talk));
    expect(await whoTalks()).toMatchObject({ role: 'sales' });
    const [password, chat] = [await makeLink(db, 'password', brian), await makeLink(db, 'chat', brian)];
    expect(person?.active).toBe(true);
    expect(await deactivatePerson(db, brian)).toBe('ok');
    expect(await deactivatePerson(db, brian)).toBe('ok');
    expect((await db.sql`select from sign_in_sessions`).count).toBe(0);
    expect(await whoTalks()).toBeNull();
    expect(await activatePerson(db, brian)).toBe('ok');
    expect(await peekLink(db, 'password', password)).toBeNull();
    expect(await redeemChatLink(db, chat, 'conversation_x')).toBeNull();
  });

  test('does not come back while somebody else has their phone', async () => {
    const otieno = await addCaretaker('Otieno', '0722000002');
    await deactivatePerson(db, otieno);
    await addCaretaker('Achieng', '0722000002');
    expect(await activatePerson(db, otieno)).toEqual({ refused: 'phone_known' });
    expect(await activatePerson(db, 'user_1')).toEqual({ refused: 'not_found' });
  });
});

test('open leads of whoever left are counted and handed over, each with its event', async () => {
  const kevin = await hire(db, 'Kevin Mutua', 'sales');
  const mine = (phone: string) => addLead(db, { phone, assignedTo: kevin, broughtInByPersonId: kevin });
  const jane = await mine('0712345601');
  const peter = await mine('0712345602');
  await db.sql`update leads set status = 'Converted', converted_at = now() where id = ${peter}`;
  await deactivatePerson(db, kevin);
  expect(await countLeadsOf(db, kevin)).toEqual({ brought: 2, converted: 1, open: 1 });
  expect(await countLeftLeads(db)).toEqual(new Map([[kevin, 1]]));
  expect(await handOverLeads(db, kevin, kevin, amina)).toEqual({ refused: 'not_staff' });
  expect(await handOverLeads(db, kevin, faith, amina)).toEqual({ handedOver: 1 });
  expect(await handOverLeads(db, kevin, faith, amina)).toEqual({ handedOver: 0 });
  const [event] = await db.sql`
    select by_person_id, details from lead_events where lead_id = ${jane} and kind = 'assigned'`;
  expect(event).toEqual({ byPersonId: amina, details: { to: faith } });
  expect(await handOverLeads(db, faith, null, amina)).toEqual({ handedOver: 1 });
});

test('people are found by a piece of their name, their e-mail or their phone', async () => {
  await addCaretaker('Mwanaisha Juma', '0733 111 222');
  const find = async (text: string) =>
    (await listPeople(db, { text, country: 'KE' })).map(({ name }) => name);
  expect(await find('aisha')).toEqual(['Mwanaisha Juma']);
  expect(await find('0733 11')).toEqual(['Mwanaisha Juma']);
  expect(await find('faith@')).toEqual(['Faith Mwende']);
  expect(await find('100%')).toEqual([]);
});

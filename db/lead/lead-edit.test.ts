import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import type { StaffRole } from '../../domain/person.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addLead } from '../../test/desk.ts';
import { addPerson } from '../person/people.ts';
import { archiveLead, restoreLead } from './lead-archive.ts';
import { claimLead } from './lead-claim.ts';
import { editLead, moveLead } from './lead-edit.ts';
import { writeNote } from './lead-note.ts';
import { findLead, readTimeline } from './lead-reads.ts';

let database: TestDatabase;
let wanjiru: Id<'user'>;
let kamau: Id<'user'>;
let mark: Id<'user'>;
let lead: Id<'lead'>;
let leads = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  wanjiru = await employ('Wanjiru', 'sales');
  kamau = await employ('Kamau', 'sales');
  mark = await employ('Mark', 'technician');
});
afterAll(() => database.drop());
beforeEach(async () => {
  leads += 1;
  lead = await addLead(database.db, { phone: `0712${String(leads).padStart(6, '0')}`, name: 'Otieno' });
});

async function employ(name: string, role: StaffRole): Promise<Id<'user'>> {
  const added = await addPerson(database.db, { name, role });
  if ('refused' in added) throw new Error(`${name} is new here.`);
  return added.person;
}

const kindsOf = async () => (await readTimeline(database.db, lead)).map(({ kind }) => kind);
const newest = async () => (await readTimeline(database.db, lead))[0];
const firstReply = async () =>
  (await database.db.sql`select first_reply_at as at from leads where id = ${lead}`)[0]?.at;

describe('a move', () => {
  test('keeps why it was made', async () => {
    await editLead(database.db, lead, { status: 'Not Interested', reason: 'Too expensive' }, wanjiru);
    expect(await newest()).toMatchObject({
      kind: 'status',
      details: { from: 'New', to: 'Not Interested', reason: 'Too expensive' },
    });
  });

  test('of a lead that somebody moved meanwhile is refused, and theirs stays', async () => {
    await moveLead(database.db, lead, 'Interested', kamau);
    const change = { status: 'Not Interested', statusWas: 'New', fields: { followUpDate: null } } as const;
    expect(await editLead(database.db, lead, change, wanjiru)).toEqual({ refused: 'changed_meanwhile' });
    expect((await findLead(database.db, lead))?.status).toBe('Interested');
  });

  test('from New by a person is the first reply, and a later one moves it no more', async () => {
    expect(await firstReply()).toBeNull();
    await moveLead(database.db, lead, 'Contacted', wanjiru);
    const stamped = await firstReply();
    expect(stamped).toBeInstanceOf(Date);
    await moveLead(database.db, lead, 'New', wanjiru);
    await moveLead(database.db, lead, 'Interested', wanjiru);
    expect(await firstReply()).toEqual(stamped);
  });

  test('by nobody of ours is no reply', async () => {
    await moveLead(database.db, lead, 'Contacted', null);
    expect(await firstReply()).toBeNull();
  });
});

describe('a survey', () => {
  const survey = () => ({ on: '2031-05-01', by: mark });

  test('is a day and who goes, beside the status, and the technician has the lead from then on', async () => {
    await editLead(database.db, lead, { status: 'Site Survey Scheduled', survey: survey() }, wanjiru);
    expect(await findLead(database.db, lead)).toMatchObject({
      status: 'Site Survey Scheduled',
      surveyOn: '2031-05-01',
      surveyBy: { id: mark, name: 'Mark' },
      assignedTo: { id: mark },
    });
    expect(await kindsOf()).toEqual(['status', 'assigned', 'survey', 'status', 'created']);
  });

  test('by somebody who sees every lead leaves the assignment alone', async () => {
    await editLead(database.db, lead, { fields: { assignedTo: wanjiru } }, wanjiru);
    await editLead(database.db, lead, { survey: { on: '2031-05-01', by: kamau } }, wanjiru);
    expect((await findLead(database.db, lead))?.assignedTo?.id).toBe(wanjiru);
  });

  test('of the same day by the same person is written once', async () => {
    await editLead(database.db, lead, { survey: survey() }, wanjiru);
    const before = await findLead(database.db, lead);
    await editLead(database.db, lead, { survey: survey() }, wanjiru);
    expect((await kindsOf()).filter((kind) => kind === 'survey')).toHaveLength(1);
    expect((await findLead(database.db, lead))?.updatedAt).toEqual(before?.updatedAt);
  });

  test('by somebody who left is refused, and the status stays', async () => {
    await database.db.sql`update people set active = false where id = ${kamau}`;
    const change = { status: 'Site Survey Scheduled', survey: { on: '2031-05-01', by: kamau } } as const;
    expect(await editLead(database.db, lead, change, wanjiru)).toEqual({
      refused: 'unknown_reference',
      field: 'surveyBy',
    });
    expect((await findLead(database.db, lead))?.status).toBe('New');
    await database.db.sql`update people set active = true where id = ${kamau}`;
  });
});

describe('a claim', () => {
  test('of two at once goes through for one, and the other hears who has it', async () => {
    const outcomes = await Promise.all([wanjiru, kamau].map((by) => claimLead(database.db, lead, by)));
    const owner = (await findLead(database.db, lead))?.assignedTo;
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes).toContainEqual({ refused: 'claimed', by: owner?.name });
  });

  test('a second time is harmless', async () => {
    await claimLead(database.db, lead, wanjiru);
    expect(await claimLead(database.db, lead, wanjiru)).toBe('ok');
    expect((await kindsOf()).filter((kind) => kind === 'assigned')).toHaveLength(1);
  });
});

test('a note is kept in the history and leaves the lead as it was', async () => {
  const before = await findLead(database.db, lead);
  expect(await writeNote(database.db, lead, 'The gate is blue.', wanjiru)).toBe('ok');
  expect(await newest()).toMatchObject({
    kind: 'note',
    by: 'Wanjiru',
    details: { text: 'The gate is blue.' },
  });
  expect((await findLead(database.db, lead))?.updatedAt).toEqual(before?.updatedAt);
});

test('an archived lead takes no note and cannot be claimed', async () => {
  await archiveLead(database.db, lead, wanjiru);
  expect(await writeNote(database.db, lead, 'Too late.', wanjiru)).toEqual({ refused: 'not_found' });
  expect(await claimLead(database.db, lead, wanjiru)).toEqual({ refused: 'not_found' });
});

test('a lead that became part of another comes back only with the merge', async () => {
  const into = await addLead(database.db, { phone: '0722000001', name: 'Otieno Odhiambo' });
  await archiveLead(database.db, lead, wanjiru);
  await database.db.sql`update leads set merged_into = ${into} where id = ${lead}`;
  expect(await restoreLead(database.db, lead, wanjiru)).toEqual({ refused: 'merged', into });
});

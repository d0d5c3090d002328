import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Id, newId } from '../domain/id.ts';
import { type Money, parseMoney } from '../domain/money.ts';
import type { Period } from '../domain/period.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { hire } from '../test/desk.ts';
import { archiveLead } from './lead/lead-archive.ts';
import { moveLead } from './lead/lead-edit.ts';
import { payAgent, type Shown, setAmountPerLead, undoPayout } from './payouts.ts';
import { addPerson } from './person/people.ts';
import { type PayoutsReport, readDuePayout, readPaidLeads, readPayouts } from './reports/payouts.ts';
import { readReport } from './reports/report.ts';

let house: TestDatabase;
let amina: Id<'user'>;
let atieno: Id<'user'>;
const always: Period = { firstDay: null, lastDay: null };
const march: Period = { firstDay: '2026-03-01', lastDay: '2026-03-31' };

beforeAll(async () => {
  house = await createTestDatabase();
  amina = await hire(house.db, 'Amina Owino', 'owner');
  const added = await addPerson(house.db, { name: 'Atieno Achieng', role: 'agent', agentKind: 'caretaker' });
  if ('refused' in added) throw new Error('Atieno is known already.');
  atieno = added.person;
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate leads, payouts cascade`;
  await setAmountPerLead(house.db, shillings('500'));
});

function shillings(text: string): Money {
  const money = parseMoney(text);
  if (!money) throw new Error(`${text} is no sum of money.`);
  return money;
}

let phones = 0;
async function convert(convertedAt = '2026-03-10T09:00:00Z', person = atieno): Promise<Id<'lead'>> {
  const id = newId('lead');
  const row = {
    id,
    phone: `+2547120${String(++phones).padStart(5, '0')}`,
    source: 'Caretaker',
    status: 'Converted',
    broughtInByPersonId: person,
    createdAt: '2026-01-10T09:00:00Z',
    convertedAt,
  };
  await house.db.sql`insert into leads ${house.db.sql(row)}`;
  return id;
}

async function read(period = always): Promise<PayoutsReport> {
  const found = await readReport(house.db, period, readPayouts(period));
  if ('refused' in found) throw new Error('The list was refused.');
  return found;
}

async function look(period = always): Promise<Shown> {
  const [found] = (await read(period)).due;
  if (!found) throw new Error('Nothing is due.');
  return { fingerprint: found.fingerprint, amountPerLead: shillings('500') };
}

const pay = (shown: Shown, period = always) => payAgent(house.db, atieno, period, shown, amina);

test('who brought three customers is paid for three, and nothing is due then', async () => {
  for (let count = 0; count < 3; count++) await convert();
  expect((await read()).due).toMatchObject([{ agent: atieno, leads: 3, amount: '1500.00' }]);
  expect(await pay(await look())).toMatchObject({ leads: 3, amount: '1500.00' });
  const { due, total, made } = await read();
  expect(due).toEqual([]);
  expect(total).toEqual({ leads: 0, amount: '0.00' });
  expect(made).toMatchObject([
    {
      agent: atieno,
      leads: 3,
      amount: '1500.00',
      amountPerLead: '500.00',
      paidBy: 'Amina Owino',
      stands: true,
    },
  ]);
  // A period without ends is from the first conversion to the last.
  expect(made[0]).toMatchObject({ firstDay: '2026-03-10', lastDay: '2026-03-10' });
});

test('two people who pay at once pay once', async () => {
  await convert();
  const shown = await look();
  const answers = await Promise.all([pay(shown), pay(shown)]);
  expect(answers.filter((answer) => 'paid' in answer)).toHaveLength(1);
  expect(answers).toContainEqual({ refused: 'nothing_due' });
  expect((await house.db.sql`select from payouts`).count).toBe(1);
});

test('a lead converted between looking and paying is not paid silently', async () => {
  await convert();
  const shown = await look();
  await convert();
  expect(await pay(shown)).toEqual({ refused: 'changed' });
  expect((await house.db.sql`select from payouts`).count).toBe(0);
  expect(await pay(await look())).toMatchObject({ leads: 2 });
});

test('as many leads as before, but not the same ones, are not what was shown', async () => {
  const jane = await convert();
  const shown = await look();
  await moveLead(house.db, jane, 'Interested', amina);
  await convert();
  expect(await pay(shown)).toEqual({ refused: 'changed' });
});

test('another amount than the one shown is not paid', async () => {
  await convert();
  const shown = await look();
  await setAmountPerLead(house.db, shillings('750'));
  expect(await pay(shown)).toEqual({ refused: 'changed' });
  await setAmountPerLead(house.db, null);
  expect(await pay(shown)).toEqual({ refused: 'no_amount' });
  expect((await read()).due).toMatchObject([{ leads: 1, amount: null }]);
});

test('a payment waits for whoever is changing one of its leads, and then sees what they did', async () => {
  const jane = await convert();
  await convert();
  const shown = await look();
  let answer: ReturnType<typeof pay> | undefined;
  await house.db.sql.begin(async (sql) => {
    await sql`update leads set converted_at = null, status = 'Interested' where id = ${jane}`;
    answer = pay(shown);
    const waiting = () => house.db.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waiting()).count).toBe(1);
  });
  expect(await answer).toEqual({ refused: 'changed' });
});

test('the days of a period are those of Nairobi: half past eleven at night in London is the next month', async () => {
  await convert('2026-02-28T20:59:00Z');
  await convert('2026-02-28T23:30:00Z');
  await convert('2026-03-31T20:59:00Z');
  await convert('2026-03-31T23:30:00Z');
  const found = await read(march);
  expect(found.due).toMatchObject([{ leads: 2 }]);
  expect(found.dueElsewhere).toBe(2);
  expect(await pay(await look(march), march)).toMatchObject({ leads: 2 });
  expect((await read()).made).toMatchObject([{ firstDay: '2026-03-01', lastDay: '2026-03-31' }]);
});

test('archived leads, leads of staff and leads of others are not paid', async () => {
  await convert();
  await convert('2026-03-10T09:00:00Z', amina);
  await archiveLead(house.db, await convert(), amina);
  expect((await read()).due).toMatchObject([{ agent: atieno, leads: 1 }]);
  const shown = await look();
  expect(await payAgent(house.db, amina, always, shown, amina)).toEqual({ refused: 'not_an_agent' });
});

test('a conversion undone after it was paid stays paid, is told, and is not paid again', async () => {
  const jane = await convert();
  await pay(await look());
  await moveLead(house.db, jane, 'Not Interested', amina);
  expect((await read()).made).toMatchObject([{ leads: 1, lost: 1, stands: true }]);
  await moveLead(house.db, jane, 'Converted', amina);
  const { due, made } = await read();
  expect(due).toEqual([]);
  expect(made).toMatchObject([{ lost: 0 }]);
});

test('a payout taken back leaves its row and one against it, and its leads are due again, once', async () => {
  await convert();
  const paid = await pay(await look());
  if (!('paid' in paid)) throw new Error('It was not paid.');
  const answers = await Promise.all([
    undoPayout(house.db, paid.paid, amina),
    undoPayout(house.db, paid.paid, amina),
  ]);
  expect(answers).toContainEqual({ refused: 'undone_already' });
  const { due, made } = await read();
  expect(due).toMatchObject([{ leads: 1, amount: '500.00' }]);
  expect(made.map(({ leads, amount, stands }) => ({ leads, amount, stands }))).toEqual([
    { leads: -1, amount: '-500.00', stands: false },
    { leads: 1, amount: '500.00', stands: false },
  ]);
  const against = made[0]?.id ?? newId('payout');
  expect(await undoPayout(house.db, against, amina)).toEqual({ refused: 'not_found' });
  expect(await undoPayout(house.db, newId('payout'), amina)).toEqual({ refused: 'not_found' });
  expect(await pay(await look())).toMatchObject({ leads: 1 });
});

test('the leads behind a payout are those that were paid', async () => {
  await convert();
  const paid = await pay(await look());
  if (!('paid' in paid)) throw new Error('It was not paid.');
  await convert();
  expect(await readReport(house.db, always, readPaidLeads(paid.paid))).toMatchObject({
    leads: [{ name: null }],
  });
  expect(await readReport(house.db, always, readDuePayout(atieno, always))).toMatchObject({
    due: { leads: 1 },
  });
  expect(await readReport(house.db, march, readDuePayout(amina, always))).toEqual({ due: null, leads: [] });
});

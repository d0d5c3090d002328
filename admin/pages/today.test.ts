import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { editLead } from '../../db/lead/lead-edit.ts';
import { findLead } from '../../db/lead/lead-reads.ts';
import { daysLater } from '../../domain/calendar.ts';
import type { Id } from '../../domain/id.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';
import { todayIn } from '../components/time.tsx';

let desk: TestDesk;
let amina: Browser;
let brian: Browser;
let mark: Browser;
let brianId: Id<'user'>;
let markId: Id<'user'>;
let leads = 0;
const today = todayIn('Africa/Nairobi');

beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  brianId = await hire(desk.db, 'Brian Kiprop', 'sales');
  markId = await hire(desk.db, 'Mark Kiprono', 'technician');
  [amina, brian, mark] = (await Promise.all(
    ['Amina', 'Brian', 'Mark'].map((name) => signIn(desk, name)),
  )) as [Browser, Browser, Browser];
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.sql`update leads set archived_at = now()`;
});

function newLead(name: string, fields: Parameters<typeof addLead>[1] | object = {}): Promise<Id<'lead'>> {
  leads += 1;
  return addLead(desk.db, { name, ...fields, phone: `0712${String(leads).padStart(6, '0')}` });
}

test('staff land on Today', async () => {
  expect((await brian.get('/')).to).toBe('/today');
});

test('where nothing waits it says so, and leads on', async () => {
  const { text } = await brian.get('/today');
  expect(text).toContain('Nothing waits for you');
  expect(text).toContain('<a class="btn" data-variant="outline" href="/leads">');
});

test('what is due stands there with its day, and the list of all of it is a press away', async () => {
  await newLead('Jane <Smith>', { followUpDate: daysLater(today, -1), assignedTo: brianId });
  const { text } = await brian.get('/today');
  expect(text).toContain('Jane &lt;Smith&gt;');
  expect(text).toContain('overdue');
  expect(text).toContain(
    '/leads?followUp=overdue&amp;followUp=today&amp;sort=followUpDate&amp;assignedTo=me&amp;assignedTo=nobody',
  );
  const list = await brian.get(
    '/leads?followUp=overdue&followUp=today&sort=followUpDate&assignedTo=me&assignedTo=nobody',
  );
  expect(list.text).toContain('Jane &lt;Smith&gt;');
  expect((await amina.get('/today')).text).not.toContain('Jane');
  expect((await amina.get('/today?whose=everybody')).text).toContain('Jane &lt;Smith&gt;');
});

describe('a new lead that is nobody’s', () => {
  test('is claimed by one press', async () => {
    const lead = await newLead('Jane Smith');
    expect((await brian.get('/today')).text).toContain('aria-label="Claim Jane Smith"');
    expect((await brian.post(`/leads/${lead}/claim`, {}, htmx)).to).toBe('/today');
    expect((await brian.get('/today')).text).toContain('Jane Smith is yours.');
    expect((await findLead(desk.db, lead))?.assignedTo?.id).toBe(brianId);
  });

  test('that somebody else just claimed is theirs, and who it was is told', async () => {
    const lead = await newLead('Jane Smith');
    await brian.post(`/leads/${lead}/claim`);
    const late = await amina.post(`/leads/${lead}/claim`, { whose: 'everybody' });
    expect(late.to).toBe('/today?whose=everybody');
    expect((await amina.get('/today')).text).toContain('Brian Kiprop was faster: Jane Smith is theirs.');
    expect((await findLead(desk.db, lead))?.assignedTo?.id).toBe(brianId);
  });
});

describe('a technician', () => {
  test('sees their own leads and surveys, and no more', async () => {
    await newLead('Peter Mwangi');
    const jane = await newLead('Jane Smith');
    await editLead(
      desk.db,
      jane,
      { status: 'Site Survey Scheduled', survey: { on: today, by: markId } },
      brianId,
    );
    const { text } = await mark.get('/today?whose=everybody');
    expect(text).toContain('Site surveys');
    expect(text).toContain('Assigned to you');
    expect(text).toContain('Jane Smith');
    expect(text).not.toContain('Peter');
    expect(text).not.toContain('Everybody’s');
  });

  test('claims nothing', async () => {
    expect((await mark.post(`/leads/${await newLead('Jane Smith')}/claim`)).status).toBe(403);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { editLead, moveLead } from '../../db/lead/lead-edit.ts';
import { findLead, readTimeline } from '../../db/lead/lead-reads.ts';
import { monthsLater } from '../../domain/calendar.ts';
import type { Id } from '../../domain/id.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';
import { todayIn } from '../components/time.tsx';

let desk: TestDesk;
let brian: Browser;
let mark: Browser;
let markId: Id<'user'>;
let faithId: Id<'user'>;
let lead: Id<'lead'>;
let leads = 0;

beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Brian Kiprop', 'sales');
  faithId = await hire(desk.db, 'Faith Mwende', 'manager');
  markId = await hire(desk.db, 'Mark Kiprono', 'technician');
  [brian, mark] = await Promise.all([signIn(desk, 'Brian'), signIn(desk, 'Mark')]);
});
afterAll(() => desk.close());
beforeEach(async () => {
  leads += 1;
  lead = await addLead(desk.db, { phone: `0712${String(leads).padStart(6, '0')}`, name: 'Zoë Atieno' });
});

const found = async () => (await findLead(desk.db, lead)) ?? expect.fail('The lead is gone.');
const ask = (browser: Browser, to: string, headers = {}) =>
  browser.get(`/leads/${lead}/move?${new URLSearchParams({ to })}`, headers);
const save = (browser: Browser, fields: Record<string, string>, headers = {}) =>
  browser.post(`/leads/${lead}/move`, { was: 'New', ...fields }, headers);

describe('a status that asks something', () => {
  test.each(['Not Interested', 'Site Survey Scheduled', 'Future Prospect'])(
    '%s opens a dialog over the page, and is a page without JavaScript',
    async (status) => {
      const back = '/leads?q=zo';
      const chosen = await brian.post(`/leads/${lead}/status`, { status, was: 'New', back }, htmx);
      expect(chosen.status).toBe(303);
      const sheet = await brian.get(chosen.to ?? '', htmx);
      expect(sheet.text).toMatch(/^<dialog id="sheet"/);
      expect(sheet.headers.get('hx-retarget')).toBe('#dialog');
      expect(sheet.text).toContain('<input type="hidden" name="was" value="New"/>');
      const page = await brian.get(chosen.to ?? '');
      expect(page.text).toMatch(/^<!doctype html>/);
      expect(page.text).toContain('name="back" value="/leads?q=zo"');
      expect((await found()).status).toBe('New');
    },
  );

  test('is saved at once without it where nothing is asked', async () => {
    await brian.post(`/leads/${lead}/status`, { status: 'Contacted', was: 'New' });
    expect((await found()).status).toBe('Contacted');
  });

  test.each(['Contacted', 'nonsense'])('is not %s', async (to) => {
    expect((await ask(brian, to)).status).toBe(404);
  });

  test('closes the dialog with words, and leaves the page where it is', async () => {
    const answer = await save(brian, { to: 'Not Interested' }, htmx);
    expect(answer.status).toBe(204);
    const said = answer.headers.get('hx-trigger') ?? '';
    expect(said).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(said)).toEqual({ sheetDone: { words: 'Zoë Atieno is now Not Interested.' } });
  });

  test('that somebody moved meanwhile is left as they have it, and who it was is told', async () => {
    await moveLead(desk.db, lead, 'Interested', faithId);
    const late = await save(brian, { to: 'Not Interested', reason: 'No coverage' }, htmx);
    expect(late.status).toBe(422);
    expect(late.text).toContain('Faith Mwende moved Zoë Atieno to Interested meanwhile.');
    expect(late.text).toMatch(/value="No coverage" checked/);
    expect((await found()).status).toBe('Interested');
    const was = /name="was" value="([^"]+)"/.exec(late.text)?.[1] ?? '';
    expect((await save(brian, { to: 'Not Interested', was }, htmx)).status).toBe(204);
    expect((await found()).status).toBe('Not Interested');
  });

  test('chosen in a list that is out of date is left too', async () => {
    await moveLead(desk.db, lead, 'Interested', faithId);
    await brian.post(`/leads/${lead}/status`, { status: 'Contacted', was: 'New' });
    expect((await found()).status).toBe('Interested');
    expect((await brian.get(`/leads/${lead}`)).text).toContain('Faith Mwende moved Zoë Atieno to Interested');
  });
});

describe('Not Interested', () => {
  test('may be told a reason, chosen and in their own words, which the history and the page show', async () => {
    await save(brian, {
      to: 'Not Interested',
      reason: 'Too expensive',
      words: 'Zuku gives 10 Mbps for 1,300',
    });
    const [moved] = await readTimeline(desk.db, lead);
    expect(moved?.details.reason).toBe('Too expensive: Zuku gives 10 Mbps for 1,300');
    const { text } = await brian.get(`/leads/${lead}`);
    expect(text).toContain('Zuku gives 10 Mbps for 1,300');
  });

  test('needs none', async () => {
    expect((await save(brian, { to: 'Not Interested' })).to).toBe(`/leads/${lead}`);
    expect((await readTimeline(desk.db, lead))[0]?.details).toEqual({ from: 'New', to: 'Not Interested' });
  });

  test('ends the follow-up unless it is kept', async () => {
    await editLead(desk.db, lead, { fields: { followUpDate: '2031-05-01' } }, null);
    expect((await ask(brian, 'Not Interested')).text).toContain('End the follow-up on 1 May 2031');
    await save(brian, { to: 'Not Interested' });
    expect((await found()).followUpDate).toBe('2031-05-01');
    await moveLead(desk.db, lead, 'New', faithId);
    await save(brian, { to: 'Not Interested', endFollowUp: 'yes' });
    expect((await found()).followUpDate).toBeNull();
  });
});

describe('Site Survey Scheduled', () => {
  const to = 'Site Survey Scheduled';

  test('needs a day', async () => {
    const answer = await save(brian, { to, surveyOn: '', surveyBy: markId });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Choose the day of the survey.');
    expect((await found()).status).toBe('New');
  });

  test('keeps the day and who goes, and the technician finds the lead', async () => {
    expect((await mark.get(`/leads/${lead}`)).status).toBe(404);
    await save(brian, { to, surveyOn: '2031-05-01', surveyBy: markId });
    expect(await found()).toMatchObject({ status: to, surveyOn: '2031-05-01', surveyBy: { id: markId } });
    expect((await mark.get(`/leads/${lead}`)).text).toContain('1 May 2031');
  });

  test('may be without somebody who goes', async () => {
    await save(brian, { to, surveyOn: '2031-05-01', surveyBy: '' });
    expect(await found()).toMatchObject({ status: to, surveyBy: null });
  });

  test('by a technician names nobody but themselves', async () => {
    await editLead(desk.db, lead, { fields: { assignedTo: markId } }, null);
    expect((await ask(mark, to)).text).not.toContain('Faith Mwende');
    const other = await save(mark, { to, surveyOn: '2031-05-01', surveyBy: faithId });
    expect(other.text).toContain('You may only put down yourself.');
    await save(mark, { to, surveyOn: '2031-05-01', surveyBy: markId });
    expect(await found()).toMatchObject({ status: to, surveyBy: { id: markId } });
  });

  test('is put on another day by the same dialog', async () => {
    await save(brian, { to, surveyOn: '2031-05-01', surveyBy: markId });
    expect((await ask(brian, to)).text).toContain('value="2031-05-01"');
    await save(brian, { to, was: to, surveyOn: '2031-05-08', surveyBy: markId });
    expect((await found()).surveyOn).toBe('2031-05-08');
  });
});

describe('Future Prospect', () => {
  const to = 'Future Prospect';

  test('proposes a follow-up in three months', async () => {
    const proposed = monthsLater(todayIn('Africa/Nairobi'), 3);
    expect((await ask(brian, to)).text).toMatch(new RegExp(`value="${proposed}" checked`));
    await save(brian, { to, when: proposed });
    expect(await found()).toMatchObject({ status: to, followUpDate: proposed });
  });

  test.each([
    [{ when: 'other', followUpDate: '2031-05-01' }, '2031-05-01'],
    [{ when: '', followUpDate: '2031-05-01' }, null],
  ])('takes %o as %s', async (answers, followUpDate) => {
    await save(brian, { to, ...answers });
    expect(await found()).toMatchObject({ status: to, followUpDate });
  });

  test('of a day that is none says so', async () => {
    expect((await save(brian, { to, when: 'tomorrow' })).status).toBe(422);
    expect((await found()).status).toBe('New');
  });
});

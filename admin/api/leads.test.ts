import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addPackage } from '../../db/packages.ts';
import { addPerson } from '../../db/person/people.ts';
import { type Id, newId } from '../../domain/id.ts';
import { parseMoney } from '../../domain/money.ts';
import { parsePhone } from '../../domain/phone.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';
import { leadSchema } from './lead-json.ts';

let api: TestApi;
let wanjiru: { cookie: string; id: Id<'user'> };
let mark: { cookie: string; id: Id<'user'> };
let home20: Id<'package'>;
let counter = 0;

beforeAll(async () => {
  api = await startTestApi();
  wanjiru = await api.signIn('Wanjiru', 'sales');
  mark = await api.signIn('Tech Mark', 'technician');
  const price = parseMoney(2999);
  if (!price) throw new Error('2999 is money.');
  const sold = {
    name: '20 Mbps Home',
    service: 'pppoe',
    profile: 'home-20',
    downloadMbps: 20,
    uploadMbps: 20,
  } as const;
  const added = await addPackage(api.db, { ...sold, price });
  if ('refused' in added) throw new Error('The package is new here.');
  home20 = added.id;
});
afterAll(() => api.drop());

function nextPhone(): string {
  counter += 1;
  return `+2547220${String(counter).padStart(5, '0')}`;
}

async function newLead(fields: Record<string, unknown> = {}) {
  const body = { phoneNumber: nextPhone(), leadSource: 'Referral', ...fields };
  const { status, json } = await api.ask('POST', '/leads', { body });
  expect(status, JSON.stringify(json)).toBe(201);
  return json;
}

const countEvents = async (id: string) => {
  const [row] = await api.db.sql<{ count: number }[]>`select count(*) from lead_events where lead_id = ${id}`;
  return row?.count;
};

const whole = {
  name: 'Jane Smith',
  phoneNumber: '0722 000 111',
  leadSource: 'Caretaker/House Manager',
  unitNumber: 'A5',
  location: 'Westlands, Nairobi',
  currentIsp: 'Zuku',
  notes: 'Complaining about frequent downtime.',
  status: 'Interested',
  broughtInBy: 'John Doe',
  broughtInByContact: '0733000222',
  agreedInstallationFee: 2500,
  agreedMonthlySubscription: 2999,
  customerHasRouter: true,
  routerType: 'TP-Link Archer C6',
  followUpDate: '2025-09-20',
};

describe('a lead', () => {
  test('comes out in exactly the published shape', async () => {
    const body = { ...whole, desiredPackage: home20, assignedTo: mark.id };
    const { status, text, json } = await api.ask('POST', '/leads', { as: wanjiru, body });
    expect(status, text).toBe(201);
    expect(json).toEqual({
      _id: expect.stringMatching(/^lead_/),
      name: 'Jane Smith',
      phoneNumber: '+254722000111',
      leadSource: 'Caretaker',
      unitNumber: 'A5',
      location: 'Westlands, Nairobi',
      desiredPackage: { _id: home20, name: '20 Mbps Home' },
      currentIsp: 'Zuku',
      notes: 'Complaining about frequent downtime.',
      status: 'Interested',
      broughtInBy: 'John Doe',
      broughtInByContact: '+254733000222',
      agreedInstallationFee: 2500,
      agreedMonthlySubscription: 2999,
      totalAmount: 5499,
      customerHasRouter: true,
      routerType: 'TP-Link Archer C6',
      assignedTo: { _id: mark.id, name: 'Tech Mark' },
      followUpDate: '2025-09-20T00:00:00Z',
      statusHistory: [{ status: 'Interested', changedBy: wanjiru.id, changedAt: json.createdAt }],
      isConverted: false,
      mikrotikUser: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: json.createdAt,
    });
    expect(Object.keys(json)).toEqual(Object.keys(leadSchema.shape));
    expect(leadSchema.parse(json)).toEqual(json);
    expect((await api.ask('GET', `/leads/${json._id}`)).text).toBe(text);
  });

  test('of which only phone and source are known has null for the rest', async () => {
    const lead = await newLead({ status: undefined });
    const {
      _id,
      phoneNumber,
      leadSource,
      status,
      statusHistory,
      isConverted,
      createdAt,
      updatedAt,
      ...rest
    } = lead;
    expect(status).toBe('New');
    expect(statusHistory).toEqual([{ status: 'New', changedBy: null, changedAt: createdAt }]);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    expect(Object.keys(lead)).toHaveLength(24);
  });

  test.each([
    [{ agreedInstallationFee: 2500.5 }, 2500.5],
    [{ agreedMonthlySubscription: 0.1, agreedInstallationFee: 0.2 }, 0.3],
    [{}, null],
  ])('with %j has the total %s', async (fees, total) =>
    expect((await newLead(fees)).totalAmount).toBe(total),
  );

  test('takes a follow-up date as a date or as its midnight', async () => {
    for (const followUpDate of ['2026-02-28', '2026-02-28T00:00:00Z', '2026-02-28T00:00:00.000Z']) {
      expect((await newLead({ followUpDate })).followUpDate).toBe('2026-02-28T00:00:00Z');
    }
  });

  test('keeps whoever brought it, found by their phone, to be told later', async () => {
    const phone = parsePhone('0733111222');
    const added = await addPerson(api.db, { name: 'John', phone, role: 'agent', agentKind: 'caretaker' });
    const { _id } = await newLead({ broughtInBy: 'Caretaker John', broughtInByContact: '0733 111 222' });
    const [row] = await api.db.sql`select brought_in_by_person_id from leads where id = ${_id}`;
    expect(row?.broughtInByPersonId).toBe('person' in added && added.person);
  });

  test('keeps a contact that is no mobile number as it was written', async () => {
    expect((await newLead({ broughtInByContact: 'the kiosk' })).broughtInByContact).toBe('the kiosk');
  });
});

describe('a new lead', () => {
  test('with a known phone, however written, is refused', async () => {
    const { _id, phoneNumber } = await newLead();
    const body = { phoneNumber: phoneNumber.replace('+254', '0'), leadSource: 'Website' };
    const { status, json } = await api.ask('POST', '/leads', { body });
    expect(status).toBe(409);
    expect(json).toEqual({
      error: {
        code: 'phone_known',
        message: `This phone number is a lead already: ${_id}.`,
        fields: { phoneNumber: 'Another lead has this phone number.' },
      },
    });
  });

  test.each([
    ['phoneNumber', '12345', /mobile number/],
    ['phoneNumber', 712345678, /Expected a phone number/],
    ['phoneNumber', undefined, /required/],
    ['leadSource', 'Billboard', /Expected one of: Caretaker/],
    ['leadSource', null, /Expected one of/],
    ['status', 'Lost', /Expected one of: New/],
    ['name', 'J'.repeat(121), /At most 120/],
    ['name', 7, /Expected text or null/],
    ['name', 'Jane\0', /cannot be stored/],
    ['notes', '\ud800', /cannot be stored/],
    ['agreedInstallationFee', -1, /at most two decimals/],
    ['agreedInstallationFee', 1.234, /at most two decimals/],
    ['agreedInstallationFee', '2500', /Expected a number of shillings/],
    ['agreedMonthlySubscription', 1e13, /at most two decimals/],
    ['customerHasRouter', 'yes', /true, false or null/],
    ['followUpDate', '2026-02-30', /calendar date/],
    ['followUpDate', '2026-02-28T10:00:00Z', /calendar date/],
    ['followUpDate', '0000-01-01', /calendar date/],
    ['desiredPackage', 'package_1', /Expected an id like package_/],
    ['desiredPackage', newId('package'), /no such package/],
    ['assignedTo', newId('user'), /no such member of staff/],
    ['assignedTo', { _id: 'user_1' }, /Expected the id of a user/],
    ['totalAmount', 5499, /unknown or read-only/],
    ['_id', 'lead_1', /unknown or read-only/],
    ['nickname', 'JJ', /unknown or read-only/],
  ])('whose %s is %j is told so beside the field', async (field, value, sentence) => {
    const body = { phoneNumber: nextPhone(), leadSource: 'Referral', [field]: value };
    const { status, json } = await api.ask('POST', '/leads', { body });
    expect(status).toBe(422);
    expect(json.error).toMatchObject({
      code: 'invalid',
      fields: { [field]: expect.stringMatching(sentence) },
    });
    expect(Object.keys(json.error.fields)).toEqual([field]);
  });

  test('of which nothing is known is asked for all that is required', async () => {
    const { json } = await api.ask('POST', '/leads', { body: {} });
    expect(Object.keys(json.error.fields)).toEqual(['phoneNumber', 'leadSource']);
    const { json: named } = await api.ask('POST', '/leads', { body: { phoneNumber: nextPhone() } });
    expect(named.error.fields).toEqual({ leadSource: 'This field is required.' });
  });

  test('that is no object is told so', async () => {
    const { status, json } = await api.ask('POST', '/leads', { body: [1] });
    expect(status).toBe(422);
    expect(json.error.message).toBe('Send a JSON object.');
  });

  test.each(['{"phoneNumber":', '', 'phone=0712345678'])('whose body is %j is not JSON', async (body) => {
    const { status, json } = await api.ask('POST', '/leads', { body });
    expect(status).toBe(400);
    expect(json.error.code).toBe('not_json');
  });

  test('may say in which letters its JSON is written', async () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ phoneNumber: nextPhone(), leadSource: 'Referral' });
    expect((await api.ask('POST', '/leads', { body, headers })).status).toBe(201);
  });

  test('that calls itself a form is not JSON', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    const { status, json } = await api.ask('POST', '/leads', { body: '{}', headers });
    expect([status, json.error.code]).toEqual([400, 'not_json']);
  });
});

describe('the status', () => {
  test('moves through every one of them, each with its entry in the history', async () => {
    const { _id } = await newLead();
    const road = [
      'Contacted',
      'Interested',
      'Site Survey Scheduled',
      'Converted',
      'Not Interested',
      'Future Prospect',
      'New',
    ];
    for (const status of road) {
      const answer = await api.ask('PUT', `/leads/${_id}`, { as: wanjiru, body: { status } });
      expect([answer.status, answer.json.isConverted]).toEqual([200, status === 'Converted']);
    }
    const { statusHistory } = (await api.ask('GET', `/leads/${_id}`)).json;
    expect(statusHistory.map((entry: { status: string }) => entry.status)).toEqual(['New', ...road]);
    expect(statusHistory.at(-1).changedBy).toBe(wanjiru.id);
  });
});

describe('a change', () => {
  test('changes what is present, clears what is null, and leaves the rest', async () => {
    const { _id } = await newLead({ name: 'Achieng', location: 'Kilimani', unitNumber: '4B' });
    const body = {
      name: 'Achieng O.',
      location: null,
      unitNumber: '',
      status: 'contacted',
      assignedTo: mark.id,
    };
    const { status, json } = await api.ask('PUT', `/leads/${_id}`, { as: wanjiru, body });
    expect(status).toBe(200);
    expect(json).toMatchObject({ name: 'Achieng O.', location: null, unitNumber: null, status: 'Contacted' });
    expect(json.assignedTo).toEqual({ _id: mark.id, name: 'Tech Mark' });
    expect(json.statusHistory.at(-1)).toMatchObject({ status: 'Contacted', changedBy: wanjiru.id });
  });

  test('to what is there already leaves no trace', async () => {
    const { _id, updatedAt } = await newLead({ name: 'Kamau' });
    const before = await countEvents(_id);
    const { json } = await api.ask('PUT', `/leads/${_id}`, { body: { name: 'Kamau', status: 'New' } });
    expect(json.updatedAt).toBe(updatedAt);
    expect(await countEvents(_id)).toBe(before);
  });

  test('of an older version is refused', async () => {
    const { _id, updatedAt } = await newLead();
    const ask = (ifMatch: string) =>
      api.ask('PUT', `/leads/${_id}`, { body: { notes: ifMatch }, headers: { 'If-Match': ifMatch } });
    expect((await ask(updatedAt)).status).toBe(200);
    const { status, json } = await ask(`"${updatedAt}"`);
    expect([status, json.error.code]).toEqual([412, 'changed_meanwhile']);
    expect((await ask('"not a time"')).status).toBe(412);
    expect((await ask('*')).status).toBe(200);
  });

  test('to another lead’s phone is refused', async () => {
    const [jane, otieno] = [await newLead(), await newLead()];
    const body = { phoneNumber: jane.phoneNumber };
    const { status, json } = await api.ask('PUT', `/leads/${otieno._id}`, { body });
    expect([status, json.error.code]).toEqual([409, 'phone_known']);
  });

  test.each([
    [{ phoneNumber: null }, 'phoneNumber'],
    [{ phoneNumber: '0202123456' }, 'phoneNumber'],
    [{ leadSource: null }, 'leadSource'],
    [{ status: null }, 'status'],
    [{ isConverted: true }, 'isConverted'],
    [{ mikrotikUser: null }, 'mikrotikUser'],
    [{ desiredPackage: newId('package') }, 'desiredPackage'],
  ])('of %j cannot be accepted', async (body, field) => {
    const { _id } = await newLead();
    const { status, json } = await api.ask('PUT', `/leads/${_id}`, { body });
    expect(status).toBe(422);
    expect(Object.keys(json.error.fields)).toEqual([field]);
  });

  test.each(['lead_1', newId('lead'), 'nonsense', '%00'])('of %s finds no lead', async (id) => {
    expect((await api.ask('PUT', `/leads/${id}`, { body: {} })).status).toBe(404);
    expect((await api.ask('GET', `/leads/${id}`)).status).toBe(404);
    expect((await api.ask('DELETE', `/leads/${id}`)).status).toBe(404);
    expect((await api.ask('POST', `/leads/${id}/restore`)).status).toBe(404);
  });
});

describe('an archived lead', () => {
  test('is gone until it is asked for, and comes back', async () => {
    const lead = await newLead({ name: 'Njeri' });
    const gone = await api.ask('DELETE', `/leads/${lead._id}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await api.ask('DELETE', `/leads/${lead._id}`)).status).toBe(204);
    expect((await api.ask('GET', `/leads/${lead._id}`)).status).toBe(404);
    expect((await api.ask('PUT', `/leads/${lead._id}`, { body: { name: 'N' } })).status).toBe(404);
    expect((await api.ask('GET', `/leads/${lead._id}?archived=true`)).json.name).toBe('Njeri');
    const back = await api.ask('POST', `/leads/${lead._id}/restore`);
    expect([back.status, back.json.name]).toEqual([200, 'Njeri']);
    expect((await api.ask('GET', `/leads/${lead._id}`)).status).toBe(200);
  });

  test('stays away when its phone is another lead by now', async () => {
    const { _id, phoneNumber } = await newLead();
    await api.ask('DELETE', `/leads/${_id}`);
    const other = await newLead({ phoneNumber });
    const { status, json } = await api.ask('POST', `/leads/${_id}/restore`);
    expect([status, json.error.code]).toEqual([409, 'phone_known']);
    expect(json.error.message).toContain(other._id);
  });

  test('is not archived by somebody who read an older version', async () => {
    const { _id, updatedAt } = await newLead();
    const old = { 'If-Match': new Date(Date.parse(updatedAt) - 1).toISOString() };
    expect((await api.ask('DELETE', `/leads/${_id}`, { headers: old })).status).toBe(412);
    expect((await api.ask('DELETE', `/leads/${_id}`, { headers: { 'If-Match': updatedAt } })).status).toBe(
      204,
    );
  });
});

describe('counts', () => {
  test('leave archived leads out, and take restored ones in again', async () => {
    const count = async () => (await api.ask('GET', '/stats')).json;
    const { _id } = await newLead({ status: 'Converted' });
    const before = await count();
    await api.ask('DELETE', `/leads/${_id}`);
    expect(await count()).toEqual({
      totalLeads: before.totalLeads - 1,
      newLeadsThisMonth: before.newLeadsThisMonth - 1,
      totalConvertedLeads: before.totalConvertedLeads - 1,
    });
    await api.ask('POST', `/leads/${_id}/restore`);
    expect(await count()).toEqual(before);
  });
});

describe('a technician', () => {
  test('sees and edits assigned leads only', async () => {
    const mine = await newLead({ assignedTo: mark.id });
    const others = await newLead({ assignedTo: wanjiru.id });
    const list = await api.ask('GET', '/leads?limit=200', { as: mark });
    const ids = list.json.data.map((lead: { _id: string }) => lead._id);
    expect(ids).toContain(mine._id);
    expect(ids).not.toContain(others._id);
    expect((await api.ask('GET', `/leads/${others._id}`, { as: mark })).status).toBe(404);
    expect((await api.ask('PUT', `/leads/${others._id}`, { as: mark, body: { notes: 'x' } })).status).toBe(
      404,
    );
    const body = { status: 'Site Survey Scheduled', notes: 'Roof is fine.' };
    const { status, json } = await api.ask('PUT', `/leads/${mine._id}`, { as: mark, body });
    expect([status, json.notes]).toEqual([200, 'Roof is fine.']);
  });

  test.each([
    [{ assignedTo: null }, 'assign leads'],
    [{ status: 'Converted' }, 'convert leads'],
  ])('may not write %j', async (body, what) => {
    const { _id } = await newLead({ assignedTo: mark.id });
    const { status, json } = await api.ask('PUT', `/leads/${_id}`, { as: mark, body });
    expect(status).toBe(403);
    expect(json.error).toEqual({ code: 'forbidden', message: `The role “technician” may not ${what}.` });
  });
});

describe('a website’s key', () => {
  test('is answered the same for a new phone and a known one, and learns nothing', async () => {
    const known = await newLead({ name: 'Mwangi' });
    const post = (phoneNumber: string) =>
      api.ask('POST', '/leads', {
        as: 'intake',
        body: { phoneNumber, leadSource: 'Website', name: 'Somebody' },
      });
    const phone = nextPhone();
    const [fresh, again] = [await post(phone), await post(known.phoneNumber)];
    expect([fresh.status, fresh.text]).toEqual([202, '{"received":true}']);
    expect([again.status, again.text]).toEqual([202, '{"received":true}']);
    expect([...again.headers.keys()]).toEqual([...fresh.headers.keys()]);
    expect((await api.ask('GET', `/leads?q=${phone.slice(1)}`)).json.data).toMatchObject([
      { name: 'Somebody' },
    ]);
    expect((await api.ask('GET', `/leads/${known._id}`)).json.name).toBe('Mwangi');
    const touches = await api.db.sql`
      select details from lead_events where lead_id = ${known._id} and kind = 'touched'`;
    expect(touches).toMatchObject([
      { details: { door: 'api', claimed: true, answers: { name: 'Somebody' } } },
    ]);
  });

  test('makes leads from the website where it says nothing else', async () => {
    const phoneNumber = nextPhone();
    expect((await api.ask('POST', '/leads', { as: 'intake', body: { phoneNumber } })).status).toBe(202);
    const [lead] = (await api.ask('GET', `/leads?q=${phoneNumber.slice(1)}`)).json.data;
    expect(lead.leadSource).toBe('Website');
  });

  test('hears only of what it sent itself', async () => {
    const known = await newLead();
    const post = (fields: object) =>
      api.ask('POST', '/leads', { as: 'intake', body: { leadSource: 'Billboard', ...fields } });
    const [fresh, again] = [
      await post({ phoneNumber: nextPhone() }),
      await post({ phoneNumber: known.phoneNumber }),
    ];
    expect([fresh.status, Object.keys(fresh.json.error.fields)]).toEqual([422, ['leadSource']]);
    expect(again.text).toBe(fresh.text);
  });

  test('may say who brought somebody in', async () => {
    const body = { phoneNumber: nextPhone(), broughtInBy: 'John Doe', broughtInByContact: '0733 000 222' };
    expect((await api.ask('POST', '/leads', { as: 'intake', body })).status).toBe(202);
    const [lead] = (await api.ask('GET', `/leads?q=${body.phoneNumber.slice(1)}`)).json.data;
    expect(lead).toMatchObject({ broughtInBy: 'John Doe', broughtInByContact: '+254733000222' });
  });

  test.each([
    [{ status: 'Converted' }, 'set the status of leads'],
    [{ status: 'New' }, 'set the status of leads'],
    [{ assignedTo: newId('user') }, 'assign leads'],
    [{ agreedInstallationFee: 2500 }, 'agree fees'],
    [{ agreedMonthlySubscription: 0 }, 'agree fees'],
  ])('may not write %j', async (more, what) => {
    const body = { phoneNumber: nextPhone(), leadSource: 'Website', ...more };
    const { status, json } = await api.ask('POST', '/leads', { as: 'intake', body });
    expect([status, json.error.message]).toEqual([403, `The role “intake” may not ${what}.`]);
    expect((await api.ask('GET', `/leads?q=${body.phoneNumber.slice(1)}`)).json.total).toBe(0);
  });
});

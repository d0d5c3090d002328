import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../db/person/api-keys.ts';
import { addPerson } from '../../db/person/people.ts';
import { newId } from '../../domain/id.ts';
import type { StaffRole } from '../../domain/person.ts';
import {
  addLead,
  type Browser,
  hire,
  openBrowser,
  openTestDesk,
  signIn,
  stock,
  type TestDesk,
} from '../../test/desk.ts';
import { uploadRows } from '../../test/imports.ts';

/** Who may open what: o(wner), m(anager), s(ales), t(echnician). The technician has one lead, the one that is asked for. */
const pages: Record<string, string> = {
  '/today': 'omst',
  '/leads': 'omst',
  '/leads/bringers': 'omst',
  '/leads/export.csv': 'om',
  '/leads/new': 'oms',
  '/leads/figures': 'oms',
  '/leads/total': 'omst',
  '/leads/:lead': 'omst',
  '/leads/:lead/edit': 'omst',
  '/leads/:lead/move?to=Not+Interested': 'omst',
  '/leads/:lead/archive': 'oms',
  '/leads/:lead/thread?before=1': 'omst',
  '/leads/:lead/merge': 'oms',
  '/leads/:lead/merge/:other': 'oms',
  '/leads/:lead/conversion/new': 'oms',
  '/leads/:lead/conversion/username?username=jane': 'oms',
  '/leads/:lead/conversion/password': 'oms',
  '/people': 'oms',
  '/people/new-agent': 'oms',
  '/people/new-staff': 'o',
  '/people/:person': 'oms',
  '/people/:person/edit': 'o',
  '/people/:person/deactivation': 'o',
  '/people/:agent/poster': 'oms',
  '/people/:agent/edit': 'oms',
  '/people/:agent/deactivation': 'oms',
  '/routers': 'omst',
  '/routers/new': 'om',
  '/routers/:router/edit': 'om',
  '/routers/:router/retirement': 'om',
  '/packages': 'omst',
  '/packages/new': 'om',
  '/packages/:package/edit': 'om',
  '/settings/isp': 'o',
  '/settings/api-keys': 'o',
  '/settings/api-keys/new': 'o',
  '/settings/api-keys/:key/revocation': 'o',
  '/channels': 'om',
  '/channels/live': 'om',
  '/channels/whatsapp': 'om',
  '/channels/whatsapp/live': 'om',
  '/channels/whatsapp/again': 'om',
  '/channels/whatsapp/unlink': 'om',
  '/imports': 'om',
  '/imports/new': 'om',
  '/imports/:import': 'om',
  '/imports/:import/columns': 'om',
  '/imports/:import/live': 'om',
  '/imports/:import/problems.csv': 'om',
  '/imports/:import/revert': 'om',
  '/reports': 'oms',
  '/reports/agents': 'oms',
  '/reports/statuses': 'oms',
  '/reports/replies': 'oms',
  '/reports/payouts': 'om',
  '/reports/payouts.csv': 'om',
  '/reports/payouts/amount': 'om',
  '/reports/payouts/:agent/payment': 'om',
  '/reports/payouts/:agent/leads.csv': 'om',
  '/reports/sources.csv': 'oms',
  '/reports/agents.csv': 'oms',
  '/reports/statuses.csv': 'oms',
  '/reports/replies.csv': 'oms',
  '/profile': 'omst',
};

/** Posted with a form that says next to nothing: whoever may do it hears what is missing, the others 403. */
const verbs: Record<string, string> = {
  '/leads': 'oms',
  '/leads/bulk/assignment': 'oms',
  '/leads/bulk/status': 'omst',
  '/leads/export.csv': 'om',
  '/leads/:lead': 'omst',
  '/leads/:lead/status': 'omst',
  '/leads/:lead/assignment': 'oms',
  '/leads/:lead/follow-up': 'omst',
  '/leads/:lead/move': 'omst',
  '/leads/:lead/notes': 'omst',
  '/leads/:lead/replies': 'omst',
  '/leads/:lead/replies/1/again': 'omst',
  '/leads/:lead/merge/search': 'oms',
  '/leads/:lead/merge/:customer': 'oms',
  '/leads/:lead/merges/:merge/undoing': 'oms',
  '/leads/:gone/archive': 'oms',
  '/leads/:lead/claim': 'oms',
  '/leads/:lead/restoration': 'oms',
  '/leads/phone': 'omst',
  '/leads/:lead/conversion/cancellation': 'oms',
  '/leads/:lead/conversion/doubt': 'oms',
  '/notices/read': 'omst',
  '/people/new-agent': 'oms',
  '/people/new-staff': 'o',
  '/people/:person/chat-link': 'o',
  '/people/:person/password-link': 'o',
  '/people/:person': 'o',
  '/people/:agent': 'oms',
  '/people/:agent/chat-link': 'oms',
  '/people/:agent/hand-over': 'oms',
  '/people/:leaver/deactivation': 'o',
  '/people/:leaver/activation': 'o',
  '/routers': 'om',
  '/routers/:router': 'om',
  '/routers/:router/test': 'om',
  '/packages': 'om',
  '/packages/profiles': 'om',
  '/packages/:package': 'om',
  '/packages/:package/sale-end': 'om',
  '/packages/:package/sale': 'om',
  '/settings/isp': 'o',
  '/settings/api-keys': 'o',
  '/settings/api-keys/:key/revocation': 'o',
  '/channels/parked/1/retry': 'om',
  '/channels/parked/1/dismissal': 'om',
  '/channels/whatsapp/link': 'om',
  '/channels/whatsapp/unlink': 'om',
  '/imports': 'om',
  '/imports/:import/columns': 'om',
  '/imports/:import/start': 'om',
  '/imports/:import/revert': 'om',
  '/imports/:import/discard': 'om',
  '/reports/payouts/amount': 'om',
  '/reports/payouts/:agent/payment': 'om',
  '/reports/payouts/made/:payout/undo': 'om',
  '/profile': 'omst',
  '/profile/password': 'omst',
  '/profile/chat-link': 'omst',
};

const cast: Record<string, [name: string, role: StaffRole]> = {
  o: ['Amina Owino', 'owner'],
  m: ['Faith Mwende', 'manager'],
  s: ['Brian Kiprop', 'sales'],
  t: ['Mark Kiprono', 'technician'],
};

let desk: TestDesk;
const browsers = new Map<string, Browser>();
const ids: Record<string, string> = {};

beforeAll(async () => {
  desk = await openTestDesk();
  for (const [key, [name, role]] of Object.entries(cast)) {
    const person = await hire(desk.db, name, role);
    browsers.set(key, await signIn(desk, name));
    if (key === 't')
      ids.lead = await addLead(desk.db, { phone: '0712345678', name: 'Jane', assignedTo: person });
    if (key === 'm') ids.person = person;
    if (key === 'm') ids.import = await uploadRows(desk.db, person, ['phone'], [['0712345680']]);
    if (key === 't') ids.technician = person;
  }
  const { routerId, packageId } = await stock(desk.db);
  Object.assign(ids, { router: routerId, package: packageId });
  // None of this id was made: it is as if somebody had taken it back already.
  ids.payout = newId('payout');
  ids.leaver = await hire(desk.db, 'Kevin Mutua', 'sales');
  ids.key = (await createApiKey(desk.db, 'Website', 'intake')).id;
  const kamau = await addPerson(desk.db, { name: 'Kamau', role: 'agent', agentKind: 'caretaker' });
  if ('person' in kamau) ids.agent = kamau.person;
  ids.gone = await addLead(desk.db, { phone: '0712345699', name: 'Otieno' });
  ids.other = await addLead(desk.db, { phone: '0712345679', name: 'Peter' });
  // A customer is not merged away, however often it is asked.
  ids.customer = await addLead(desk.db, { phone: '0712345698', name: 'Achieng', status: 'Converted' });
  ids.merge = newId('lead_merge');
});
afterAll(() => desk.close());

const fill = (path: string) => path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? name);
const browserOf = (key: string) => browsers.get(key) ?? openBrowser(desk.routes);
const named = (table: Record<string, string>) =>
  Object.entries(table).flatMap(([path, who]) =>
    Object.entries(cast).map(([key, [, role]]) => ({ path, role, key, may: who.includes(key) })),
  );

describe('a page opens for those who may see it', () => {
  test.each(named(pages))('$path for $role: $may', async ({ path, key, may }) => {
    const { status } = await browserOf(key).get(fill(path));
    expect(status).toBe(may ? 200 : 403);
  });
});

describe('a verb is done for those who may do it', () => {
  test.each(named(verbs))('$path for $role: $may', async ({ path, key, may }) => {
    const { status } = await browserOf(key).post(fill(path), { assignedTo: ids.technician ?? '' });
    // Manager Faith, for whom a link is asked, exists; the lead has no conversion to give up.
    if (may) expect(/\/(cancellation|doubt)$/.test(path) ? [404] : [200, 303, 422]).toContain(status);
    else expect(status).toBe(403);
  });
});

test.each([...Object.keys(pages), ...Object.keys(verbs)])(
  '%s is closed to whoever is not signed in',
  async (path) => {
    const browser = openBrowser(desk.routes);
    expect((await browser.get(fill(path))).to).toMatch(/^\/sign-in/);
    expect((await browser.post(fill(path))).to).toBe('/sign-in');
  },
);

describe('a technician', () => {
  test('sees no lead that is not assigned to them, as if there were none', async () => {
    const browser = browserOf('t');
    expect((await browser.get('/leads')).text).not.toContain('Peter');
    for (const path of ['/leads/:other', '/leads/:other/edit']) {
      expect((await browser.get(fill(path))).status).toBe(404);
    }
    for (const path of ['/leads/:other/status', '/leads/:other/follow-up', '/leads/:other']) {
      expect((await browser.post(fill(path), { status: 'Contacted' })).status).toBe(404);
    }
  });

  test('cannot convert by the status either', async () => {
    const answer = await browserOf('t').post(fill('/leads/:lead/status'), { status: 'Converted' });
    expect(answer.status).toBe(403);
    expect((await browserOf('t').get(fill('/leads/:lead'))).text).not.toContain('value="Converted"');
  });
});

test('a technician cannot read a customer’s password, sales can ask for it', async () => {
  expect((await browserOf('t').get(fill('/leads/:lead/password'))).status).toBe(403);
  expect((await browserOf('s').get(fill('/leads/:lead/password'))).status).toBe(404);
});

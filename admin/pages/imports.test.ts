import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revertImportBatch } from '../../db/import/import-revert.ts';
import { runImportBatch } from '../../db/import/import-run.ts';
import { archiveLead } from '../../db/lead/lead-archive.ts';
import { editLead } from '../../db/lead/lead-edit.ts';
import { findLead } from '../../db/lead/lead-reads.ts';
import type { Id } from '../../domain/id.ts';
import {
  addLead,
  type Browser,
  hire,
  htmx,
  openTestDesk,
  publicUrl,
  signIn,
  stock,
  type TestDesk,
} from '../../test/desk.ts';
import { limits } from '../imports/unreadable.ts';

let desk: TestDesk;
let faith: Browser;
let person: Id<'user'>;
beforeAll(async () => {
  desk = await openTestDesk();
  person = await hire(desk.db, 'Faith Mwende', 'manager');
  faith = await signIn(desk, 'Faith Mwende');
  await stock(desk.db);
});
afterAll(() => desk.close());

/** Posts a file as a browser does. */
async function post(content: string | Buffer, name = 'leads.csv') {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(Buffer.from(content))], name, { type: 'text/csv' }));
  const cookie = [...faith.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  const answer = await desk.routes.request(`${publicUrl}/imports`, {
    method: 'POST',
    headers: { cookie, origin: publicUrl },
    body: form,
  });
  return { status: answer.status, to: answer.headers.get('location') ?? '', text: await answer.text() };
}

async function upload(content: string | Buffer, name?: string): Promise<string> {
  const { to, text } = await post(content, name);
  const path = /^\/imports\/import_[0-9a-f-]+/.exec(to)?.[0];
  if (!path) throw new Error(`It was not taken: ${text}`);
  return path;
}

const defaults = { source: 'Manual Entry', status: 'New', assignedTo: '' };
const columns = (...fields: string[]) => ({
  ...Object.fromEntries(fields.map((field, place) => [`column-${place}`, field])),
  ...defaults,
});
const idOf = (path: string) => path.replace('/imports/', '') as Id<'import'>;

async function work(path: string): Promise<void> {
  while ((await runImportBatch(desk.db, idOf(path))) !== 'over');
  while ((await revertImportBatch(desk.db, idOf(path))) !== 'over');
}

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url)));

test('a file goes the whole way: columns, preview, import, problems, and back', async () => {
  const known = await addLead(desk.db, { phone: '0722000111', name: 'Mama Njeri' });
  const path = await upload(fixture('excel-utf8.csv'));
  const asked = await faith.get(`${path}/columns`);
  expect(asked.text).toContain('<option value="phone" selected="">Phone number');
  expect(asked.text).toContain('Wanjikũ wa Café');
  const chosen = await faith.post(
    `${path}/columns`,
    columns('name', 'phone', 'status', 'followUpDate', 'notes'),
  );
  expect(chosen.to).toBe(path);

  const preview = (await faith.get(path)).text;
  expect(preview).toContain('Import 1 lead<');
  expect(preview).toContain('This phone is a lead already: Mama Njeri.');
  expect(preview).toContain(`/leads/${known}`);
  expect(preview).toContain('03/04/2026 was read as 3 April 2026, day first.');
  expect(preview).toContain('Excel has shortened');
  expect((await faith.get(`${path}?rows=problems`)).text).not.toContain('Wanjikũ wa Café');
  expect((await desk.db.sql`select from leads`).count).toBe(1);

  expect((await faith.post(`${path}/start`)).to).toBe(path);
  const running = await faith.get(path);
  expect(running.text).toMatch(/<progress aria-label="Rows done" value="0" max="3"/);
  expect(running.text).toContain('hx-trigger="every 1s"');
  await work(path);
  const done = (await faith.get(path)).text;
  expect(done).toContain('1 lead was imported');
  expect(done).not.toContain('every 1s');
  const file = await faith.get(`${path}/problems.csv`);
  expect(file.text.split('\r\n').slice(0, 3)).toEqual([
    'Name,Phone no.,Status,Follow-up date,Comments,Line,Why it was not imported',
    '"""Mama"" Njeri",0722000111,New,30-Apr-26,,4,This phone is a lead already: Mama Njeri.',
    expect.stringMatching(/^Damaged,7\.12346E\+08,,,,6,"Phone number: Excel has shortened/),
  ]);

  expect((await faith.get(`${path}/revert`, htmx)).text).toContain('<strong>1 lead goes</strong>');
  expect((await faith.post(`${path}/revert`)).to).toBe(path);
  await work(path);
  const undone = (await faith.get(path)).text;
  expect(undone).toContain('1 lead was taken back');
  expect(undone).toContain('Faith Mwende undid the import.');
  expect((await desk.db.sql`select from leads where archived_at is null`).count).toBe(1);
});

test('a date that could be two is remarked upon only where no other date of its column proves the order', async () => {
  const preview = async (third: string) => {
    const path = await upload(
      `Phone,Follow up\n0733000070,3/4/2026\n0733000071,5/6/2026\n0733000072,${third}\n`,
    );
    await faith.post(`${path}/columns`, columns('phone', 'followUpDate'));
    return (await faith.get(path)).text;
  };
  expect(await preview('7/8/2026')).toContain('3 rows were read in a way');
  expect(await preview('4/30/2026')).toContain('2 rows were read in a way');
  const proved = await preview('30/4/2026');
  expect(proved).toContain('Import 3 leads');
  expect(proved).not.toContain('in a way that you should');
});

test('the rows with a problem, mended, are imported by the same columns', async () => {
  const path = await upload('Name,Phone,Reason\nJane,07123,slow\nOtieno,0733000001,\n');
  await faith.post(`${path}/columns`, columns('name', 'phone', 'notes'));
  const { text } = await faith.get(`${path}/problems.csv`);
  const again = await upload(text.replace('07123', '0733000002'));
  const asked = (await faith.get(`${again}/columns`)).text;
  expect(asked.match(/<option value="[a-z]\w+" selected=""/g)).toEqual([
    '<option value="name" selected=""',
    '<option value="phone" selected=""',
    '<option value="notes" selected=""',
  ]);
});

test('what was exported here is imported again as it was, its columns known', async () => {
  const { db } = desk;
  const wanjiku = await addLead(db, {
    phone: '0733000005',
    name: '=Wanjikũ, “Shiku”',
    source: 'Caretaker',
    location: 'Ngong Road,\nFlat "B"',
    agreedInstallationFee: '2500.00' as never,
    customerHasRouter: true,
    routerType: 'Archer C6',
    followUpDate: '2027-01-31',
    assignedTo: person,
    status: 'Future Prospect',
    notes: '-slow',
  });
  const before = await findLead(db, wanjiku);
  const file = await faith.get('/leads/export.csv?q=0733000005');
  await archiveLead(db, wanjiku, person);
  const path = await upload(`\ufeff${file.text}`);
  const asked = (await faith.get(`${path}/columns`)).text;
  const guessed = [...asked.matchAll(/<select[^>]* name="(column-\d+)"[\s\S]*?<\/select>/g)].map(
    ([html, name = '']) => [name, /value="(\w*)" selected/.exec(html)?.[1] ?? ''],
  );
  await faith.post(`${path}/columns`, { ...Object.fromEntries(guessed), ...defaults });
  await faith.post(`${path}/start`);
  await work(path);
  const [again] = await db.sql<{ id: Id<'lead'> }[]>`select id from leads where import_id = ${idOf(path)}`;
  const {
    id: _,
    statusHistory: _history,
    createdAt,
    updatedAt: _u,
    importId: _i,
    ...facts
  } = before ?? expect.fail();
  const lead = await findLead(db, again?.id ?? 'lead_');
  expect(lead).toMatchObject(facts);
  expect(createdAt.getTime() - (lead?.createdAt.getTime() ?? 0)).toBeLessThan(24 * 3600 * 1000);
});

test('leads that people have worked on are kept, and listed with why', async () => {
  const path = await upload('Name,Phone\nAkinyi,0733000010\nWafula,0733000011\n');
  await faith.post(`${path}/columns`, columns('name', 'phone'));
  await faith.post(`${path}/start`);
  await work(path);
  const [akinyi] = await desk.db.sql<{ id: Id<'lead'> }[]>`select id from leads where name = 'Akinyi'`;
  await editLead(desk.db, akinyi?.id ?? 'lead_', { status: 'Contacted' }, person);
  expect((await faith.get(`${path}/revert`)).text).toContain('<strong>1 lead stays</strong>');
  await faith.post(`${path}/revert`);
  await work(path);
  const page = (await faith.get(path)).text;
  expect(page).toContain('it was moved to Contacted.');
  expect(page).toContain('Show Akinyi');
});

describe('the columns', () => {
  test('need a phone, and no field twice; what was chosen comes back', async () => {
    const path = await upload('A,B\n0712345678,Jane\n');
    const without = await faith.post(`${path}/columns`, columns('name', 'name'));
    expect(without.status).toBe(422);
    expect(without.text).toContain('Say which column is the phone number');
    expect(without.text).toContain('Lead name is another column already');
    expect(without.text.match(/<option value="name" selected/g)).toHaveLength(2);
    expect((await faith.get(path)).to).toBe(`${path}/columns`);
    expect((await faith.post(`${path}/start`)).to).toBe(path);
    expect((await desk.db.sql`select from imports where state = 'running'`).count).toBe(0);
  });

  test('stay as they are once the import has begun', async () => {
    const path = await upload('Phone,Name\n0733000020,Jane\n');
    await faith.post(`${path}/columns`, columns('phone', 'name'));
    await faith.post(`${path}/start`);
    expect((await faith.post(`${path}/columns`, columns('phone', ''))).to).toBe(path);
    expect((await faith.post(`${path}/discard`)).to).toBe(path);
    const [row] = await desk.db.sql`select mapping from imports where id = ${idOf(path)}`;
    expect(row?.mapping).toEqual(['phone', 'name']);
    await work(path);
  });
});

test('a file of which nothing was made can be discarded', async () => {
  const path = await upload('Phone,Name\n0733000030,Jane\n');
  expect((await faith.post(`${path}/discard`)).to).toBe('/imports');
  expect((await faith.get('/imports')).text).toContain('No lead was made of it.');
  expect((await faith.get(path)).status).toBe(404);
});

describe('an upload', () => {
  test.each<[string, string | Buffer, string]>([
    ['without a file', '', 'This file is empty'],
    ['of a workbook', Buffer.from('504b030414', 'hex'), 'This is an Excel file'],
    ['with a broken quote', 'Name,Phone\n"Jane,0712345678\n', 'in line 2 or soon after'],
    ['that is too large', Buffer.alloc(limits.bytes + 1, 'a'), 'larger than 20 MB'],
  ])('%s is refused in words, and nothing is left of it', async (_, content, words) => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('karibu-import-'));
    const { status, text } = await post(content);
    expect(status).toBe(422);
    expect(text).toContain(words);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('karibu-import-'));
    expect(after).toEqual(before);
  });

  test('keeps its name without folders, and as text', async () => {
    const path = await upload('Phone\n0733000040\n', 'C:\\Users\\<b>Faith</b>\\my "leads".csv');
    const page = (await faith.get(`${path}/columns`)).text;
    expect(page).toContain('my &quot;leads&quot;.csv');
    expect(page).not.toContain('Users');
  });

  test('that is no form of a file is refused', async () => {
    expect((await faith.post('/imports', { file: 'x' })).status).toBe(422);
  });

  test('of ten thousand rows arrives whole', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `Mteja ${index},07${20_000_000 + index}`);
    const path = await upload(`Name,Phone\n${rows.join('\n')}\n`);
    await faith.post(`${path}/columns`, columns('name', 'phone'));
    expect((await faith.get(path)).text).toContain('Import 10,000 leads');
    await faith.post(`${path}/discard`);
  });
});

test('a poll is answered with the section and its milestone while something changes, and with nothing else', async () => {
  const path = await upload('Phone,Name\n0733000050,Jane\n');
  await faith.post(`${path}/columns`, columns('phone', 'name'));
  await faith.post(`${path}/start`);
  const poll = /hx-get="([^"]+live[^"]+)"/.exec((await faith.get(path)).text)?.[1] ?? '';
  expect((await faith.get(poll, htmx)).status).toBe(204);
  await work(path);
  const news = await faith.get(poll, htmx);
  expect(news.text).toContain('1 lead was imported');
  expect(news.text).toMatch(/id="import-milestone"[^>]*hx-swap-oob="innerMorph"/);
});

test('many problems are shown a page at a time', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => `Mteja ${index},x`);
  const path = await upload(`Name,Phone\n${rows.join('\n')}\n0,0733000060\n`);
  await faith.post(`${path}/columns`, columns('name', 'phone'));
  await faith.post(`${path}/start`);
  await work(path);
  const page = (await faith.get(path)).text;
  const next = /href="([^"]+after=51)"/.exec(page)?.[1]?.replace('&amp;', '&') ?? '';
  expect(page).not.toContain('Mteja 50');
  expect((await faith.get(next)).text).toContain('Mteja 59');
});

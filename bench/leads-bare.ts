import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import postgres from 'postgres';
import { newId } from '../domain/id.ts';
import { listen, openDesk } from './leads-process.ts';
import { openRecorder, type Statement } from './leads-recording.ts';
import { newLead } from './leads-requests.ts';

// The yardstick: Hono, its server for Node and postgres.js, with nothing between a request and its statements but the check
// of the key. The statements are those that the admin sends, heard on its line, so that the two never drift apart. The first
// request of each shape is slow, for the admin is asked then: warm up.

const sql = postgres(process.env.DATABASE_URL ?? '', {
  max: 12,
  connection: { application_name: 'bare', statement_timeout: 20_000, jit: false },
});
const recorder = openRecorder(openDesk());
const shapes = new Map<string, Promise<Statement[]>>();

/** What the admin sends for a request of this shape, as it was recorded from the first one. */
function statementsOf(shape: string, c: Context, words: Record<string, string>): Promise<Statement[]> {
  const { url } = c.req;
  const headers = { Authorization: c.req.header('authorization') ?? '' };
  const recorded =
    shapes.get(shape) ??
    recorder.record(
      () => new Request(url, { headers }),
      () => words,
    );
  shapes.set(shape, recorded);
  return recorded;
}

/** Answers the rows of the last statement. */
async function replay(statements: readonly Statement[], words: Record<string, string>) {
  let rows: readonly postgres.Row[] = [];
  for (const { text, parameters } of statements) {
    // The admin gave postgres.js the same ones for the same statement.
    rows = await sql.unsafe(text, parameters(words) as postgres.ParameterOrJSON<never>[], { prepare: true });
  }
  return rows;
}

const keys = new Map<string, { known: boolean; until: number }>();

async function isKnown(key: string): Promise<boolean> {
  const hash = createHash('sha256').update(key).digest('hex');
  const remembered = keys.get(hash);
  if (remembered && remembered.until > Date.now()) return remembered.known;
  const known = (await sql`select from api_keys where key_hash = ${hash} and revoked_at is null`).count > 0;
  keys.set(hash, { known, until: Date.now() + 30_000 });
  return known;
}

const written = (c: Context, json: string, status: 200 | 201 = 200) =>
  c.body(json, status, { 'Content-Type': 'application/json' });

const app = new Hono();
app.use(async (c, next) =>
  (await isKnown(c.req.header('authorization')?.slice('Bearer '.length) ?? '')) ? next() : c.text('', 401),
);

const [mostCounted, surelyMore] = [10_000, 11_000];

app.get('/api/leads', async (c) => {
  const { status, leadSource, q, cursor, limit = 50 } = c.req.query();
  const [, value, id] = cursor ? JSON.parse(Buffer.from(cursor, 'base64url').toString()) : [];
  const words = { ...(cursor && { value, id }), ...(q && { q }) };
  // What is found by more than one word is found for few; a single name may be one of many, whose number the admin remembers.
  const shape = q
    ? `search ${/\d/.test(q) ? 'phone' : /\s/.test(q) ? 'names' : q}`
    : `${status} ${leadSource}`;
  const [walk] = await statementsOf(`${shape} ${cursor ? 'deep' : ''}`, c, words);
  const rows = walk ? await replay([walk], words) : [];
  const places = rows.filter((row) => row.id !== null);
  const last = places.length > Number(limit) ? places[Number(limit) - 1] : undefined;
  const nextCursor = last
    ? Buffer.from(JSON.stringify(['-createdAt', last.value, last.id])).toString('base64url')
    : null;
  const total = Number(rows[0]?.total ?? surelyMore);
  const rest = { nextCursor, total: Math.min(total, mostCounted), totalIsExact: total <= mostCounted };
  const ids = places.slice(0, Number(limit)).map((place) => place.id);
  return written(c, `{"data":${await readLeads(c, ids)},${JSON.stringify(rest).slice(1)}`);
});

async function readLeads(c: Context, ids: readonly string[]): Promise<string> {
  if (ids.length === 0) return '[]';
  const headers = { Authorization: c.req.header('authorization') ?? '' };
  const recorded =
    shapes.get('by ids') ??
    recorder.record(
      () => new Request(new URL('/api/leads?limit=1', c.req.url), { headers }),
      () => ({}),
    );
  shapes.set('by ids', recorded);
  const [row] = await sql.unsafe((await recorded).at(-1)?.text ?? '', [[...ids]], { prepare: true });
  return row?.json;
}

app.get('/api/leads/:id', async (c) => {
  const words = { id: c.req.param('id') };
  const [row] = await replay(await statementsOf('get', c, words), words);
  return row ? written(c, row.json) : c.notFound();
});

app.post('/api/leads', async (c) => {
  const lead = await c.req.json();
  const statements = shapes.get('create') ?? recordCreating(c);
  shapes.set('create', statements);
  const rows = await replay(await statements, { ...lead, id: newId('lead') });
  return written(c, rows[0]?.json, 201);
});

function recordCreating(c: Context): Promise<Statement[]> {
  const headers = { Authorization: c.req.header('authorization') ?? '', 'Content-Type': 'application/json' };
  const ask = () => new Request(c.req.url, { method: 'POST', headers, body: JSON.stringify(newLead()) });
  return recorder.record(ask, (answer) => {
    const { _id: id, name, phoneNumber } = JSON.parse(answer);
    return { id, name, phoneNumber };
  });
}

app.get('/api/stats', async (c) => c.json((await replay(await statementsOf('totals', c, {}), {}))[0]));

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

app.get('/api/stats/leads-over-time', async (c) => {
  const [row] = await replay(await statementsOf('over time', c, {}), {});
  const months = monthNames.map((month, index) => ({ month, ...row?.months[index] }));
  return c.json({ year: row?.year, years: row?.years, months });
});

/** Nothing but the row: no events, no note to staff, no look at what it refers to, and as little is answered. */
app.post('/bare/leads', async (c) => {
  const lead = await c.req.json();
  const id = newId('lead');
  await sql`
    insert into leads (id, phone, source, name, unit_number, location, package_id, current_isp, notes,
      agreed_installation_fee, agreed_monthly_subscription)
    values (${id}, ${lead.phoneNumber}, ${lead.leadSource}, ${lead.name}, ${lead.unitNumber}, ${lead.location},
      ${lead.desiredPackage}, ${lead.currentIsp}, ${lead.notes}, ${lead.agreedInstallationFee},
      ${lead.agreedMonthlySubscription})`;
  return written(c, JSON.stringify({ _id: id }), 201);
});

listen(app);

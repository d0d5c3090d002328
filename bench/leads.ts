import { fileURLToPath } from 'node:url';
import type { Database } from '../db/database.ts';
import { createApiKey } from '../db/person/api-keys.ts';
import { foldLeadMonths } from '../db/reports/lead-months.ts';
import { type KaribuProcess, startProcess } from '../test/karibu-process.ts';
import { type Figure, printFigures, round } from './figures.ts';
import { type BenchGround, openBenchGround } from './ground.ts';
import { withCost } from './leads-cost.ts';
import { measureExport } from './leads-export.ts';
import { load, middleOf, type Round } from './leads-load.ts';
import { type Asked, type Kind, newPhones, readKinds } from './leads-requests.ts';
import { settle, stockLeads } from './leads-stock.ts';

// The leads of an ISP through the API, at ten thousand, a hundred thousand and a million: ours against a bare endpoint that
// runs the same SQL, turn and turn about, for a machine's pace drifts. `npm run bench -- leads 10k` does the small one only.

const sizes = { '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const;
type Size = keyof typeof sizes;
export const isSize = (word: string): word is Size => word in sizes;
const leadSizes = Object.keys(sizes).filter(isSize);

const crowds = [1, 16, 64] as const;
const rounds = 3;
const seconds = 1;
/** So many requests until what runs is compiled; at most so many rounds of them. */
const mostWarmUp = { requests: 2000, turns: 4 };

type Contender = 'ours' | 'bare' | 'bare insert';

interface Cell {
  kind: Kind;
  connections: number;
  rates: Map<Contender, Round>;
}

interface Server {
  url: string;
  process: KaribuProcess;
}

async function startServer(file: URL, databaseUrl: string): Promise<Server> {
  const process = startProcess(['--import', 'tsx', fileURLToPath(file)], {
    DATABASE_URL: databaseUrl,
    NODE_ENV: 'production',
  });
  const [, port] = await process.says(/listens on (\d+)/);
  return { url: `http://127.0.0.1:${port}`, process };
}

export async function benchLeads(asked: readonly Size[]): Promise<void> {
  const ground = await openBenchGround();
  try {
    const { key } = await createApiKey(ground.db, 'The benchmark', 'owner');
    const measured = new Map<Size, Cell[]>();
    for (const size of asked.length > 0 ? asked : leadSizes) {
      await stockLeads(ground.db, sizes[size]);
      measured.set(size, await benchSize(ground, key, size));
    }
    printGrowth(measured);
  } finally {
    await ground.close();
  }
}

async function benchSize({ db, url }: BenchGround, key: string, size: Size): Promise<Cell[]> {
  const title = `${sizes[size].toLocaleString('en')} leads`;
  const [desk, bare] = await Promise.all([
    startServer(new URL('./leads-desk.ts', import.meta.url), url),
    startServer(new URL('./leads-bare.ts', import.meta.url), url),
  ]);
  try {
    const cells = await measure({ db, key, desk, bare });
    printFigures(title, [...cells.flatMap(compareCell), ...compareDashboard(cells)]);
    const next = cells.find(({ kind }) => kind.what === 'get one')?.kind.next;
    if (size === leadSizes.at(-1) && next) {
      const exporting = { db, key, next, url: desk.url, pid: desk.process.pid };
      printFigures(`Export of ${title}`, await measureExport(exporting));
    }
    return cells;
  } finally {
    for (const { process } of [desk, bare]) process.kill('SIGTERM');
    await Promise.all([desk, bare].map(({ process }) => process.ended()));
  }
}

interface Ring {
  db: Database;
  key: string;
  desk: Server;
  bare: Server;
}

async function measure(ring: Ring): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const kind of await readKinds(ring.db)) {
    await warmUp(ring, kind);
    for (const connections of crowds) cells.push(await race(ring, kind, connections));
    if (kind.writes) await clearNewLeads(ring.db);
  }
  return cells;
}

/** The bare one records what it shall run, both learn their keys and are compiled, and PostgreSQL reads its pages. */
async function warmUp(ring: Ring, kind: Kind): Promise<void> {
  if (!kind.writes) await compareAnswers(ring, kind);
  for (const { url } of [ring.bare, ring.desk]) {
    for (let turn = 0, asked = 0; turn < mostWarmUp.turns && asked < mostWarmUp.requests; turn++) {
      const { perSecond } = await load({ url, key: ring.key, connections: 16, seconds, next: kind.next });
      asked += perSecond * seconds;
    }
  }
}

/** Who answers something else measures something else. */
async function compareAnswers({ key, desk, bare }: Ring, kind: Kind): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    const { path } = kind.next();
    const answers = [desk, bare].map(async ({ url }) => {
      const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${key}` } });
      return answer.text();
    });
    const [ours, theirs] = await Promise.all(answers);
    if (ours !== theirs)
      throw new Error(`${path} is answered otherwise by the bare one:\n${ours}\n${theirs}`);
  }
}

async function race({ db, key, desk, bare }: Ring, kind: Kind, connections: number): Promise<Cell> {
  const contenders: [Contender, Server, () => Asked][] = [
    ['ours', desk, kind.next],
    ['bare', bare, kind.next],
  ];
  if (kind.writes) contenders.push(['bare insert', bare, () => ({ ...kind.next(), path: '/bare/leads' })]);
  const results = new Map(contenders.map(([contender]) => [contender, [] as Round[]]));
  for (let turn = 0; turn < rounds; turn++) {
    for (const [contender, { url, process }, next] of contenders) {
      const ask = () => load({ url, key, connections, seconds, next });
      results.get(contender)?.push(await withCost(db, process.pid, ask));
    }
  }
  return {
    kind,
    connections,
    rates: new Map([...results].map(([contender, rates]) => [contender, middleOf(rates)])),
  };
}

/** Creating must not make the table larger from kind to kind. */
async function clearNewLeads(db: Database): Promise<void> {
  const made = db.sql`select id from leads where phone like ${`${newPhones}%`}`;
  await db.sql`delete from lead_events where lead_id in (${made})`;
  await db.sql`delete from leads where phone like ${`${newPhones}%`}`;
  while ((await foldLeadMonths(db)) > 0);
  await settle(db);
}

/** Answers a second, milliseconds (half of them, and 99 of 100), and what each costs the server and PostgreSQL. */
const rateText = ({ perSecond, p50, p99, cost, failed }: Round, each: number) =>
  `${round(perSecond / each)}/s, ${round(p50)}–${round(p99)} ms, ` +
  `${round(cost.server * each)}+${round(cost.postgres * each)} µs${failed > 0 ? `, ${failed} failed` : ''}`;

function compareCell(cell: Cell): Figure[] {
  const { kind, connections, rates } = cell;
  const { ours, ...others } = Object.fromEntries(rates);
  if (!ours) return [];
  return Object.entries(others).map(([contender, rate]) => ({
    what: `${kind.what}, ${connections} at once`,
    measured: rateText(ours, kind.each),
    baseline: `${contender}: ${rateText(rate, kind.each)}`,
    ratio: ours.perSecond / rate.perSecond,
  }));
}

const oursOf = (cells: readonly Cell[], what: string, connections: number) => {
  const cell = cells.find(({ kind, ...one }) => kind.what === what && one.connections === connections);
  const ours = cell?.rates.get('ours');
  return cell && ours
    ? { each: cell.kind.each, rate: ours, perSecond: ours.perSecond / cell.kind.each }
    : null;
};

/** Cards and chart are two requests; twice a read by key is a ratio of a half. */
function compareDashboard(cells: readonly Cell[]): Figure[] {
  return crowds.flatMap((connections) => {
    const [dashboard, get] = ['dashboard', 'get one'].map((what) => oursOf(cells, what, connections));
    if (!dashboard || !get) return [];
    return {
      what: `dashboard and a read by key, ${connections} at once`,
      measured: rateText(dashboard.rate, dashboard.each),
      baseline: `get one: ${rateText(get.rate, get.each)}`,
      ratio: dashboard.perSecond / get.perSecond,
    };
  });
}

/** How a million compares with ten thousand: slower by half is a ratio of 0.67. */
function printGrowth(measured: ReadonlyMap<Size, Cell[]>): void {
  const [small, large] = [measured.get('10k'), measured.get('1m')];
  if (!small || !large) return;
  const figures = large.flatMap(({ kind, connections }): Figure[] => {
    const before = oursOf(small, kind.what, connections);
    const after = oursOf(large, kind.what, connections);
    if (!before || !after || kind.writes) return [];
    return [
      {
        what: `${kind.what}${kind.broad ? ' (finds over 1 %)' : ''}, ${connections} at once`,
        measured: rateText(after.rate, after.each),
        baseline: `10k: ${rateText(before.rate, before.each)}`,
        ratio: after.perSecond / before.perSecond,
      },
    ];
  });
  printFigures('From ten thousand leads to a million', figures);
}

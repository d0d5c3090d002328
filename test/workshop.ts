import { setTimeout as sleep } from 'node:timers/promises';
import { type ConversionRecord, findConversion } from '../db/conversion/conversion-reads.ts';
import { type Asker, requestConversion, type UserWish } from '../db/conversion/conversions.ts';
import type { Database } from '../db/database.ts';
import { createLead, type NewLead } from '../db/lead/leads.ts';
import { addPackage } from '../db/packages.ts';
import { addPerson, type NewPerson } from '../db/person/people.ts';
import { openQueues, type Queues } from '../db/queues.ts';
import { addRouter } from '../db/routers.ts';
import type { ConversionState, Service } from '../domain/conversion.ts';
import type { Id } from '../domain/id.ts';
import { parseMoney } from '../domain/money.ts';
import type { Notice } from '../domain/notice.ts';
import { parsePhone } from '../domain/phone.ts';
import { createLog, type Log } from '../log.ts';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../worker/routers/simulator/simulator.ts';
import { type RunningWorker, startWorker, type WorkerOptions } from '../worker/start.ts';
import { openChat } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export interface RouterAtWork extends Simulator {
  id: Id<'router'>;
}

type Wish = Partial<UserWish> & Pick<UserWish, 'routerId' | 'username'>;

/** An ISP with people, packages, simulated routers, and workers when a test starts some. */
export interface Workshop {
  db: Database;
  databaseUrl: string;
  queues: Queues;
  /** In sales, and asks for conversions; her Telegram is linked. */
  wanjiru: Id<'user'>;
  /** A caretaker who brings the leads; her Telegram is linked too. */
  atieno: Id<'user'>;
  packages: Record<Service, Id<'package'>>;
  startRouter(options?: SimulatorOptions): Promise<RouterAtWork>;
  startWorker(options?: Partial<WorkerOptions>): RunningWorker;
  newLead(name: string, fields?: Partial<NewLead>): Promise<Id<'lead'>>;
  ask(lead: Id<'lead'> | null, wish: Wish, asker?: Asker): Promise<Id<'conversion'>>;
  close(): Promise<void>;
}

/** What the packages of the workshop are sold by; every router there has these profiles. */
export const profiles = { pppoe: 'home-20', hotspot: 'cafe-5' } as const;

export const password = 'karibu-pass-1';

/** On a database of its own on the run's PostgreSQL, with its queues there too, unless it is given others. */
export async function openWorkshop(
  options: { redisUrl?: string; database?: TestDatabase; log?: Log } = {},
): Promise<Workshop> {
  const log = options.log ?? createLog('silent');
  const { db, url, drop } = options.database ?? (await createTestDatabase({ log }));
  const queues = await openQueues({ databaseUrl: url, redisUrl: options.redisUrl ?? null, log });
  db.knock = async (wakes) => {
    for (const wake of wakes) if ('queue' in wake) await queues.knock(wake.queue, wake.id);
  };
  const wanjiru = await personWithChat(db, { name: 'Wanjiru', role: 'sales' });
  const atieno = await personWithChat(db, { name: 'Atieno', role: 'agent', agentKind: 'caretaker' });
  const packages = { pppoe: await sell(db, 'pppoe'), hotspot: await sell(db, 'hotspot') };
  const routers: Simulator[] = [];
  const workers: RunningWorker[] = [];
  return {
    db,
    databaseUrl: url,
    queues,
    wanjiru,
    atieno,
    packages,
    async startRouter(switches = {}) {
      const router = await startSimulator({ rows: profileRows, ...switches });
      routers.push(router);
      return Object.assign(router, { id: await register(db, router, `Westlands-${routers.length}`) });
    },
    startWorker(changes = {}) {
      const worker = startWorker({ db, databaseUrl: url, queues, log, ...quick, ...changes });
      workers.push(worker);
      return worker;
    },
    newLead: (name, fields = {}) => newLead(db, name, { broughtInByPersonId: atieno, ...fields }),
    ask: (lead, wish, asker = { by: wanjiru }) => ask(db, packages.pppoe, lead, wish, asker),
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await queues.close();
      await Promise.all(routers.map((router) => router.stop()));
      await drop();
    },
  };
}

/** Nobody waits for a test: what takes seconds or minutes in the house takes a fraction here. */
export const quick = {
  deadlines: { openMs: 500, commandMs: 300 },
  sweepMs: 100,
  leaseMs: 2_000,
  patienceMs: 3_000,
  settleMs: 1_500,
} as const satisfies Partial<WorkerOptions>;

const profileRows = {
  '/ppp/profile': [{ name: profiles.pppoe }],
  '/ip/hotspot/user/profile': [{ name: profiles.hotspot }],
};

async function register(db: Database, router: Simulator, name: string): Promise<Id<'router'>> {
  const { host, port, tlsFingerprint } = router;
  const access = { host, port, tls: tlsFingerprint !== null, tlsFingerprint };
  const added = await addRouter(db, { name, ...access, username: 'karibu', password: 'router-secret' });
  if ('refused' in added) throw new Error(`The router ${name} is there already.`);
  return added.id;
}

async function personWithChat(db: Database, person: NewPerson): Promise<Id<'user'>> {
  const added = await addPerson(db, person);
  if ('refused' in added) throw new Error(`${person.name} is new here.`);
  const chat = await openChat(db, person.name);
  await db.sql`update conversations set person_id = ${added.person} where id = ${chat}`;
  return added.person;
}

async function sell(db: Database, service: Service): Promise<Id<'package'>> {
  const price = parseMoney(2500);
  if (!price) throw new Error('2500 is money.');
  const speed = { downloadMbps: 20, uploadMbps: 10 };
  const sold = await addPackage(db, {
    name: profiles[service],
    service,
    profile: profiles[service],
    price,
    ...speed,
  });
  if ('refused' in sold) throw new Error('Each package is new here.');
  return sold.id;
}

let leads = 0;

async function newLead(db: Database, name: string, fields: Partial<NewLead>): Promise<Id<'lead'>> {
  leads += 1;
  const phone = parsePhone(`0712${String(leads).padStart(6, '0')}`);
  if (!phone) throw new Error('Test numbers are Kenyan mobiles.');
  const result = await createLead(
    db,
    { phone, name, source: 'Caretaker', location: 'Kilimani', ...fields },
    null,
    'chat',
  );
  if (!('created' in result)) throw new Error(`${name} was refused: ${result.refused}`);
  return result.created;
}

async function ask(
  db: Database,
  packageId: Id<'package'>,
  lead: Id<'lead'> | null,
  wish: Wish,
  asker: Asker,
): Promise<Id<'conversion'>> {
  const asked = await requestConversion(db, lead, { password, packageId, ipAddress: null, ...wish }, asker);
  if ('refused' in asked) throw new Error(`The conversion was refused: ${asked.refused}`);
  return asked.conversion;
}

/** Waits until the conversion is in one of these states. */
export async function untilState(
  db: Database,
  id: Id<'conversion'>,
  ...states: ConversionState[]
): Promise<ConversionRecord> {
  return untilFound(`${id} to be ${states.join(' or ')}`, async () => {
    const found = await findConversion(db, id);
    if (!found) throw new Error(`There is no ${id}.`);
    return states.includes(found.state) ? found : { notYet: `it is ${found.state}: ${found.errorMessage}` };
  });
}

/** Looks until it finds. */
export async function untilFound<T extends object>(
  what: string,
  look: () => Promise<T | { notYet: string }>,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await look();
    if (!('notYet' in found)) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}; ${found.notYet}.`);
    await sleep(20);
  }
}

export interface Note {
  key: string;
  reader: string;
  notice: Notice;
}

/** What was said about a conversion, in which order, and to whom. */
export async function notesAbout(db: Database, id: Id<'conversion'>): Promise<Note[]> {
  return db.sql<Note[]>`
    select split_part(o.unique_key, ':', 2) as key, p.name as reader, o.body as notice
    from outbox o join conversations c on c.id = o.conversation_id left join people p on p.id = c.person_id
    where o.unique_key like ${`${id}:%`} order by o.id`;
}

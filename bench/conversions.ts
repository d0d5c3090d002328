import { requestConversion } from '../db/conversion/conversions.ts';
import type { Database } from '../db/database.ts';
import { writePastLeads } from '../db/lead/past-leads.ts';
import { addPackage } from '../db/packages.ts';
import { openQueues } from '../db/queues.ts';
import { addRouter } from '../db/routers.ts';
import type { Id } from '../domain/id.ts';
import { parseMoney } from '../domain/money.ts';
import { parsePhone } from '../domain/phone.ts';
import { createLog } from '../log.ts';
import { openSession } from '../worker/routers/session.ts';
import { type Simulator, startSimulator } from '../worker/routers/simulator/simulator.ts';
import { startWorker } from '../worker/start.ts';
import { printFigures, round } from './figures.ts';
import { openBenchGround } from './ground.ts';

// Conversions a second through the whole worker (intent, claim, look, add, look, finish, history, notes) on one simulated
// router, against the bare hardened session that only looks, adds and looks, two at a time, on the same simulator.

const count = 400;
const lanes = 2;

export async function benchConversions(): Promise<void> {
  const simulator = await startSimulator({ maxSessions: 50 });
  const ground = await openBenchGround();
  const bare = await timeBareSessions(simulator);
  const whole = await timeWorker(ground.db, ground.url, simulator);
  await ground.close();
  await simulator.stop();
  printFigures(`Conversions, ${count} on one router`, [
    {
      what: 'conversions/s through the whole worker',
      measured: `${round(whole)}/s`,
      baseline: `${round(bare)}/s bare session: look, add, look`,
      ratio: whole / bare,
    },
  ]);
}

async function timeBareSessions({ host, port }: Simulator): Promise<number> {
  const address = {
    host,
    port,
    tls: false,
    tlsFingerprint: null,
    username: 'karibu',
    password: 'router-secret',
  };
  const sessions = await Promise.all(Array.from({ length: lanes }, () => openSession(address)));
  const began = performance.now();
  let next = 0;
  await Promise.all(
    sessions.map(async (session) => {
      while (next < count) {
        const name = `bare.${next++}`;
        const look = ['/ppp/secret/print', `?name=${name}`, '=.proplist=.id,name,comment'];
        await session.exec(look);
        await session.exec([
          '/ppp/secret/add',
          `=name=${name}`,
          '=password=siri-siri',
          '=service=pppoe',
          '=profile=default',
        ]);
        await session.exec(look);
      }
    }),
  );
  const rate = (count / (performance.now() - began)) * 1000;
  for (const session of sessions) session.close();
  return rate;
}

async function timeWorker(db: Database, url: string, simulator: Simulator): Promise<number> {
  const log = createLog('error');
  const queues = await openQueues({ databaseUrl: url, redisUrl: null, log });
  await askForConversions(db, simulator);
  db.knock = async (wakes) => {
    for (const wake of wakes) if ('queue' in wake) await queues.knock(wake.queue, wake.id);
  };
  const began = performance.now();
  const worker = await startWorker({ db, databaseUrl: url, queues, log });
  for (const { id } of await db.sql<{ id: string }[]>`select id from conversions`)
    await queues.knock('conversions', id);
  await untilDone(db);
  const rate = (count / (performance.now() - began)) * 1000;
  await worker.stop();
  await queues.close();
  return rate;
}

async function askForConversions(db: Database, { host, port }: Simulator): Promise<void> {
  const price = parseMoney(2999);
  if (!price) throw new Error('2999 is money.');
  const sold = {
    name: 'Home',
    service: 'pppoe',
    profile: 'default',
    downloadMbps: 20,
    uploadMbps: 10,
    price,
  } as const;
  const bought = await addPackage(db, sold);
  const login = { username: 'karibu', password: 'router-secret' };
  const router = await addRouter(db, {
    name: 'Bench',
    host,
    port,
    tls: false,
    tlsFingerprint: null,
    ...login,
  });
  if ('refused' in bought || 'refused' in router) throw new Error('The database is new.');
  await writePastLeads(
    db,
    Array.from({ length: count }, (_, index) => {
      const phone = parsePhone(`+25471${String(2_000_000 + index)}`);
      if (!phone) throw new Error('Bench numbers are Kenyan mobiles.');
      return { phone, source: 'Website' as const, name: `Jane ${index}`, createdAt: new Date(), moves: [] };
    }),
  );
  const leads = await db.sql<{ id: Id<'lead'> }[]>`select id from leads order by id`;
  for (const [index, lead] of leads.entries()) {
    const wish = {
      username: `whole.${index}`,
      password: 'siri-siri',
      packageId: bought.id,
      routerId: router.id,
      ipAddress: null,
    };
    await requestConversion(db, lead.id, wish, { by: null });
  }
}

async function untilDone(db: Database): Promise<void> {
  for (;;) {
    const [row] = await db.sql<
      { done: number }[]
    >`select count(*) as done from conversions where state = 'done'`;
    if (row?.done === count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

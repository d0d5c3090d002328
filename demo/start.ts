import { mkdirSync } from 'node:fs';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { startHouse } from '../roof/house.ts';
import { runUntilSignal } from '../roof/run.ts';
import { announceRouters, startRouters } from './routers.ts';
import { seedDemo } from './seed.ts';

const owner = { email: 'asha@demo.example', password: 'karibu-demo' };

const first = { DATA_DIR: './data-demo', ISP_NAME: 'Savanna Net', LOG_LEVEL: 'warn' };
/** Whatever the environment says of real databases and roles, the demo keeps to its own folder. */
const own = { ROLE: 'all', DATABASE_URL: '', REDIS_URL: '', OWNER_EMAIL: '', OWNER_PASSWORD: '' };
const config = { ...readConfig({ ...first, ...process.env, ...own }), owner };

await runUntilSignal(async () => {
  const log = createLog(config.logLevel);
  mkdirSync(config.dataDir, { recursive: true });
  const routers = await startRouters(config.dataDir);
  const house = await startHouse(config, log);
  await announceRouters(house.ground.db, routers);
  await seedDemo(house.ground.db);
  process.stdout.write(welcome(house.url));
  const stop = async () => {
    await house.stop();
    await Promise.all([...routers.values()].map((router) => router.stop()));
  };
  return { log, stop };
});

function welcome(url: string): string {
  return `
  Karibu is ready, with a year of sample leads and two simulated routers.

    Admin      ${url}
               ${owner.email}   ${owner.password}
    Chat page  ${url}/chat

  Try this:
    1. Be a prospect: open the chat page and answer the bot, in English or Kiswahili.
    2. Be sales: sign in, find the new lead, set its status to Converted, pick router Westlands-1.
    3. Watch the worker look, add and look again, and the lead become a customer.

  Ctrl+C stops everything. The demo lives in ${config.dataDir}; remove that folder to begin anew.

`;
}

import { existsSync } from 'node:fs';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { runUntilSignal } from './roof/run.ts';

if (existsSync('.env')) process.loadEnvFile('.env');

await runUntilSignal(async () => {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const { startHouse } = await import('./roof/house.ts');
  const house = await startHouse(config, log);
  log.info({ role: config.role, url: house.url }, 'Karibu is ready.');
  return { log, stop: house.stop };
});

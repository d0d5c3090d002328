import { existsSync } from 'node:fs';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { help, readCommand } from './roof/commands.ts';
import { openGround } from './roof/ground.ts';
import { sayAndLeave } from './roof/run.ts';

if (existsSync('.env')) process.loadEnvFile('.env');

const args = process.argv.slice(2);
if (args.length === 0 || args.includes('--help')) {
  process.stdout.write(help);
} else {
  await run(args).catch(sayAndLeave);
}

/** Only what was asked for goes to standard output, so that a script can take it as it is. */
async function run(words: string[]): Promise<void> {
  const { command, values } = readCommand(words);
  const config = readConfig(process.env);
  const log = createLog('warn', { write: (line) => void process.stderr.write(line) });
  const ground = await openGround(config, log, 'borrow');
  try {
    process.stdout.write(`${await command.perform(values, ground.db, config.publicUrl)}\n`);
  } finally {
    await ground.close();
  }
}

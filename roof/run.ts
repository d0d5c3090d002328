import type { Log } from '../log.ts';

interface Running {
  log: Log;
  stop(): Promise<void>;
}

/** A drain that takes longer than this is cut; every row is found again by the sweep. */
const longestDrainMs = 25_000;

/**
 * Starts, then waits for SIGTERM or SIGINT and drains. A signal during the start is honoured as soon as there is
 * something to stop. A start that fails says its sentence and ends with code 1.
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  const asked = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const running = await start().catch(sayAndLeave);
  const signal = await asked;
  running.log.info({ signal }, 'Karibu is closing.');
  setTimeout(() => {
    running.log.error('Closing took too long; what was under way is found again at the next start.');
    process.exit(1);
  }, longestDrainMs).unref();
  await running.stop().catch(sayAndLeave);
  running.log.info('Karibu has closed.');
  process.exit(0);
}

/** What the operator can mend is said without a stack; anything else is a bug and shows where. */
const mendable = new Set([
  'CommandRefused',
  'ConfigRefused',
  'DataDirectoryInUse',
  'GroundAway',
  'MigrationFailed',
  'OwnerRefused',
  'PortTaken',
  'RestoreRefused',
  'SchemaTooNew',
  'WrongSecretKey',
]);

export function sayAndLeave(error: unknown): never {
  const isBug = !(error instanceof Error) || !mendable.has(error.name);
  const words = error instanceof Error ? (isBug ? error.stack : error.message) : String(error);
  process.stderr.write(`${words}\n`);
  process.exit(1);
}

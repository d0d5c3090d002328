import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const stateSchema = z.object({
  /** The last id given in each menu; ids are never given twice. */
  lastIds: z.record(z.string(), z.number().int()),
  rows: z.record(z.string(), z.array(z.record(z.string(), z.string()))),
});

/** What a simulated router keeps when it is switched off. */
export type State = z.infer<typeof stateSchema>;

/** Null when the router was never switched on; throws when the file is not one of ours. */
export function readState(file: string): State | null {
  return existsSync(file) ? stateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

/** Whole or not at all: a process killed while writing leaves the state before. */
export function writeState(file: string, state: State): void {
  writeFileSync(`${file}.next`, JSON.stringify(state, null, 2));
  renameSync(`${file}.next`, file);
}

import type { Database, Transaction } from '../database.ts';
import type { LeadFilter } from './lead-filter.ts';
import type { LeadVision } from './lead-reads.ts';

// Which lists had far more leads than are counted, a moment ago. Counting ten thousand rows takes PostgreSQL one to five
// milliseconds, ten times what a page of them takes, only to say "more than ten thousand" again.

/** In a minute a list does not lose the thousand leads that it has beyond what is counted. */
const rememberedMs = 60_000;
const mostRemembered = 1000;

const fullLists = new WeakMap<Database | Transaction, Map<string, number>>();

const nameOf = (vision: LeadVision, filter: LeadFilter) => JSON.stringify([vision, filter]);

/** A transaction is over soon and remembers nothing. */
export function wasFull(at: Database | Transaction, vision: LeadVision, filter: LeadFilter): boolean {
  const until = fullLists.get(at)?.get(nameOf(vision, filter));
  return until !== undefined && until > Date.now();
}

export function rememberFull(at: Database | Transaction, vision: LeadVision, filter: LeadFilter): void {
  const known = fullLists.get(at) ?? new Map<string, number>();
  if (known.size >= mostRemembered) known.clear();
  known.set(nameOf(vision, filter), Date.now() + rememberedMs);
  fullLists.set(at, known);
}

import autocannon from 'autocannon';
import { percentile } from './figures.ts';
import type { Cost } from './leads-cost.ts';
import type { Asked } from './leads-requests.ts';

export interface Rate {
  requests: number;
  /** Refused, broken off, or not answered within ten seconds. */
  failed: number;
  /** Answers a second. */
  perSecond: number;
  /** Milliseconds that half of them took, and ninety-nine of a hundred. */
  p50: number;
  p99: number;
}

const headersOf = (key: string) => ({ Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' });

/** Asks as fast as it is answered, over so many connections. */
export async function load(options: {
  url: string;
  key: string;
  connections: number;
  seconds: number;
  next(): Asked;
}): Promise<Rate> {
  const { url, key, connections, seconds, next } = options;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers: headersOf(key),
    requests: [{ setupRequest: (request) => ({ ...request, ...next() }) }],
  });
  return {
    requests: result.requests.total,
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** A round of it, and what each answer cost. */
export type Round = Rate & { cost: Cost };

/** The middle one of several rounds, figure by figure. */
export function middleOf(rounds: readonly Round[]): Round {
  const middle = (of: (round: Round) => number) => percentile(rounds.map(of), 0.5);
  return {
    requests: middle(({ requests }) => requests),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    perSecond: middle(({ perSecond }) => perSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    cost: {
      server: middle(({ cost }) => cost.server),
      postgres: middle(({ cost }) => cost.postgres),
    },
  };
}

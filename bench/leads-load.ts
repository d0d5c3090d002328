import autocannon from 'autocannon';
import { percentile } from './figures.ts';
import type { Asked } from './leads-requests.ts';

export interface Rate {
  /** Answers a second. */
  perSecond: number;
  /** Milliseconds that half of them took, and ninety-nine of a hundred. */
  p50: number;
  p99: number;
}

const headersOf = (key: string) => ({ Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' });

/** Asks as fast as it is answered, over so many connections. Throws when anything but what was asked for is answered. */
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
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed.`);
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** The middle one of several rounds. */
export const middleOf = (rounds: readonly Rate[]): Rate => ({
  perSecond: percentile(
    rounds.map((round) => round.perSecond),
    0.5,
  ),
  p50: percentile(
    rounds.map((round) => round.p50),
    0.5,
  ),
  p99: percentile(
    rounds.map((round) => round.p99),
    0.5,
  ),
});

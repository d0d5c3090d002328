import { type Claimed, claimTurn, renewLease, type Turn } from '../db/conversion/conversion-claim.ts';
import { findRouterToServe } from '../db/conversion/conversion-due.ts';
import type { Id } from '../domain/id.ts';
import { convert, type Hands } from './convert.ts';

export interface Lanes {
  /**
   * A knock for this conversion: works on what is due on its router, one after the other, until nothing is or enough
   * others do. So a conversion that finds its router busy is taken up by whoever keeps it busy.
   */
  serve(conversion: Id<'conversion'>): Promise<void>;
  /** Ends the turns under way and begins no other. `serve` returns then. */
  stop(): void;
}

/** `leaseMs`: how long after its last sign of life a worker's conversions are taken from it. */
export function createLanes(hands: Omit<Hands, 'isStopping'>, leaseMs: number): Lanes {
  const { db, patience, log } = hands;
  let stopping = false;

  async function work({ turn, access }: Claimed): Promise<void> {
    const heartbeat = setInterval(() => void renew(turn), leaseMs / 3);
    try {
      await convert({ ...hands, isStopping: () => stopping }, turn, access);
    } catch (error) {
      // A fault of one conversion must not stop the others. Its lease ends, and it is tried again.
      log.error({ err: error, id: turn.id }, 'A conversion met a fault.');
    } finally {
      clearInterval(heartbeat);
    }
  }

  async function renew(turn: Turn): Promise<void> {
    try {
      await renewLease(db, turn, leaseMs);
    } catch (error) {
      log.warn({ err: error, id: turn.id }, 'A lease could not be renewed; whoever takes over looks first.');
    }
  }

  return {
    async serve(conversion) {
      const router = await findRouterToServe(db, conversion);
      while (router && !stopping) {
        const claimed = await claimTurn(db, router, { ...patience, leaseMs });
        if (!claimed) return;
        await work(claimed);
      }
    },
    stop() {
      stopping = true;
    },
  };
}

import type postgres from 'postgres';
import type { Service } from '../../domain/conversion.ts';
import { judgeAway, type Patience, type Progress } from '../../domain/conversion-verdict.ts';
import type { Id } from '../../domain/id.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { findRouterAccess, type RouterAccess } from '../routers.ts';
import { dueSince, isDue, places, underWayOn } from './conversion-due.ts';
import { conclude } from './conversion-verdict.ts';
import { ofTurn } from './conversion-work.ts';

/** A conversion in a worker's hands until its lease ends. */
export interface Turn {
  id: Id<'conversion'>;
  leadId: Id<'lead'> | null;
  routerId: Id<'router'>;
  service: Service;
  username: string;
  /** Opened only for the add itself. */
  passwordSealed: string;
  profile: string;
  ipAddress: string | null;
  /** Its `attempts` are the fence: a later claim has more of them, and whoever holds fewer has lost the conversion. */
  progress: Progress;
  /** As it was when the turn began. */
  unansweredSince: Date | null;
  /** It was found uncertain in an earlier turn. */
  wasUncertain: boolean;
}

export interface Claimed {
  turn: Turn;
  access: RouterAccess;
}

export interface ClaimTerms extends Patience {
  /** How long a claim holds unless it is renewed, in milliseconds. */
  readonly leaseMs: number;
}

/** Takes the conversion of this router that has been due for longest. Null when none is due, or enough are under way. */
export async function claimTurn(
  db: Database,
  routerId: Id<'router'>,
  terms: ClaimTerms,
): Promise<Claimed | null> {
  for (;;) {
    const claimed = await commit(db, (tx) => tryClaim(tx, routerId, terms));
    if (claimed !== 'settled') return claimed;
  }
}

/** `settled`: the router is not to be asked now, and the conversion was given its verdict at once. */
async function tryClaim(
  tx: Transaction,
  routerId: Id<'router'>,
  terms: ClaimTerms,
): Promise<Claimed | 'settled' | null> {
  const router = await holdRouter(tx, routerId);
  const turn = await takeOldestDue(tx, router, terms.leaseMs);
  if (!turn) return null;
  const access = await findRouterAccess(tx, routerId);
  if (access && router.restMs <= 0) return { turn, access };
  const error = access
    ? { code: 'router_unreachable' as const, message: router.lastError ?? 'The router could not be reached.' }
    : { code: 'router_removed' as const, message: `The router "${router.name}" was removed.` };
  await conclude(tx, turn, judgeAway(error, turn.progress, terms, router.restMs));
  return 'settled';
}

interface HeldRouter {
  id: Id<'router'>;
  name: string;
  lastError: string | null;
  /** How long its breaker stays open; nothing or less when it is not. */
  restMs: number;
  /** How many of its conversions may be under way. */
  places: number;
}

/** Claims of one router queue behind each other here. The lock lets askers pass, who only refer to the row. */
async function holdRouter(tx: Transaction, id: Id<'router'>): Promise<HeldRouter> {
  const [router] = await tx.sql<HeldRouter[]>`
    select id, name, last_error, ${places(tx)} as places,
      coalesce(extract(epoch from away_until - now()) * 1000, 0)::float8 as rest_ms
    from routers where id = ${id} for no key update`;
  if (!router) throw new Error(`${id} is gone, yet routers are never deleted.`);
  return router;
}

/** A statement of its own, so that it sees what was committed while the one before waited for the lock. */
async function takeOldestDue(tx: Transaction, router: HeldRouter, leaseMs: number): Promise<Turn | null> {
  return takeTurn(
    tx,
    tx.sql`${underWayOn(tx, tx.sql`${router.id}`)} < ${router.places} and id = (
      select id from conversions where router_id = ${router.id} and ${isDue(tx)}
      order by ${dueSince(tx)}, id limit 1 for update skip locked)`,
    leaseMs,
  );
}

/** A turn begins: the one conversion that the condition leaves is in the caller's hands. */
export async function takeTurn(
  tx: Transaction,
  which: postgres.Fragment,
  leaseMs: number,
): Promise<Turn | null> {
  const [row] = await tx.sql<(Omit<Turn, 'progress'> & Progress)[]>`
    update conversions set state = 'working', attempts = attempts + 1, next_attempt_at = null,
      lease_until = now() + ${leaseMs} * interval '1 millisecond'
    where ${which}
    returning id, lead_id, router_id, service, username, password_sealed, profile, ip_address,
      unanswered_since, steps @> '[{"what": "uncertain"}]' as was_uncertain, attempts,
      (extract(epoch from now() - unanswered_since) * 1000)::float8 as unanswered_ms,
      (select extract(epoch from now() - min((step->>'at')::timestamptz)) * 1000
        from jsonb_array_elements(steps) step where step->>'what' = 'waiting')::float8 as waiting_ms`;
  if (!row) return null;
  const { attempts, waitingMs, unansweredMs, ...turn } = row;
  return { ...turn, progress: { attempts, waitingMs, unansweredMs } };
}

/** Says that the turn is still being worked on. One that was lost meanwhile is not touched. */
export async function renewLease(db: Database, turn: Turn, leaseMs: number): Promise<void> {
  await db.sql`
    update conversions set lease_until = now() + ${leaseMs} * interval '1 millisecond' where ${ofTurn(db, turn)}`;
}

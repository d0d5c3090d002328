import postgres from 'postgres';
import type { Log } from '../log.ts';
import type { Bell } from './bells.ts';
import type { QueueName } from './queues.ts';
import type { Vault } from './vault.ts';

/** Whom to wake once the rows are committed. */
export type Wake = { queue: QueueName; id: string } | { bell: Bell };

/** Types as this house reads them: counts and serial ids as numbers, calendar dates as `2026-11-22`. */
type Values = { bigint: number; date: string };

export type Sql = postgres.Sql<Values>;

export interface Database {
  sql: Sql;
  vault: Vault;
  log: Log;
  /** Replaced by the roof once the queues are open; until then only the sweep would find the work. */
  knock: (wakes: readonly Wake[]) => Promise<void>;
  close(): Promise<void>;
}

/** What a verb writes through. Nothing is enqueued or sent inside it: `wake` remembers whom to knock for after the commit. */
export interface Transaction {
  sql: postgres.TransactionSql<Values>;
  vault: Vault;
  wake(wake: Wake): void;
}

const postgresTypes = {
  // Serial ids and counts stay far below 2^53.
  bigint: {
    to: 20,
    from: [20],
    serialize: (value: number) => String(value),
    parse: (text: string) => Number(text),
  },
  date: { to: 1082, from: [1082], serialize: (value: string) => value, parse: (text: string) => text },
};

/** When a process freezes or its machine vanishes, what it held is free within half a minute, not hours. */
export const shortGrief = {
  idle_in_transaction_session_timeout: 30_000,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
} as const;

/** Compiling a statement takes PostgreSQL longer than ours take to run: the claim of the outbox was twice as slow by it. */
const shortStatements = { jit: false } as const;

export function openDatabase(options: {
  url: string;
  vault: Vault;
  log: Log;
  connections?: number;
}): Database {
  const sql = postgres(options.url, {
    onnotice: () => undefined,
    // Names only: a `postgres.camel` would rewrite the keys inside stored JSON too.
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    types: postgresTypes,
    max: options.connections ?? 12,
    connect_timeout: 10,
    connection: { application_name: 'karibu', statement_timeout: 20_000, ...shortStatements, ...shortGrief },
  });
  return {
    sql,
    vault: options.vault,
    log: options.log,
    knock: async () => undefined,
    close: () => sql.end({ timeout: 5 }),
  };
}

// Deadlock and serialization failure: PostgreSQL undid everything and asks to be asked again.
const tryAgainCodes = new Set(['40P01', '40001']);
const isTryAgain = (error: unknown) =>
  error instanceof postgres.PostgresError && (tryAgainCodes.has(error.code) || isMergedAway(error));

/** Between a look at a chat and a write to it, the chat became part of another: the next look finds that one. */
const isMergedAway = ({ code, constraint_name: name }: postgres.PostgresError) =>
  code === '23503' && Boolean(name?.endsWith('_conversations_id_fk'));

/**
 * Runs `work` in one transaction and knocks for what it woke. Inside another verb's transaction it joins that one, so that
 * a verb can be called alone or as part of a larger one; there, a unique violation is the larger one's fault to bear, for
 * PostgreSQL has given up the whole transaction. A knock that fails is only logged: the sweep knocks again.
 */
export async function commit<T>(
  at: Database | Transaction,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  if ('wake' in at) return work(at);
  for (let attempt = 1; ; attempt++) {
    const wakes: Wake[] = [];
    try {
      // postgres.js types the result as UnwrapPromiseArray<T>; for a single promise that is T.
      const result = (await at.sql.begin((sql) =>
        work({ sql, vault: at.vault, wake: (wake) => void wakes.push(wake) }),
      )) as T;
      if (wakes.length > 0) await knockQuietly(at, wakes);
      return result;
    } catch (error) {
      if (attempt >= 5 || !isTryAgain(error)) throw error;
    }
  }
}

async function knockQuietly(db: Database, wakes: readonly Wake[]): Promise<void> {
  try {
    await db.knock(wakes);
  } catch (error) {
    db.log.warn({ err: error }, 'Could not knock for committed work; the sweep will find it.');
  }
}

/** The name of the unique index or constraint that a write ran into, or null for any other error. */
export function violatedUnique(error: unknown): string | null {
  if (!(error instanceof postgres.PostgresError) || error.code !== '23505') return null;
  return error.constraint_name ?? null;
}

import postgres from 'postgres';
import { hasCode } from './errors.ts';

export async function answers(url: string): Promise<boolean> {
  const sql = connectOnce(url, 'karibu asks');
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    if (isAway(error)) return false;
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Starting, stopping or gone: worth asking again. All else (a wrong password) stays as it is. */
export function isAway(error: unknown): boolean {
  // 57P01 to 57P03: shut down by an operator, after a crash, not accepting connections yet.
  const postgresWords = [
    '57P01',
    '57P02',
    '57P03',
    'CONNECTION_CLOSED',
    'CONNECTION_ENDED',
    'CONNECTION_DESTROYED',
  ];
  return hasCode(error, 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'CONNECT_TIMEOUT', ...postgresWords);
}

/** One connection that lives as long as it is wanted: a pool's would be renewed each hour, and the lock lost. */
export function connectOnce(url: string, name: string, onclose?: () => void): postgres.Sql {
  return postgres(url, {
    max: 1,
    max_lifetime: null,
    idle_timeout: 0,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => undefined,
    onclose,
    connection: { application_name: name },
  });
}

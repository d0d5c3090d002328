import { type Id, newId } from '../domain/id.ts';
import { type Database, type Transaction, violatedUnique } from './database.ts';

/** A router as people see it. Its password is only opened for the worker (`findRouterAccess`). */
export interface Router {
  id: Id<'router'>;
  name: string;
  host: string;
  port: number;
  tls: boolean;
  tlsFingerprint: string | null;
  username: string;
  active: boolean;
  lastSeenAt: Date | null;
  lastError: string | null;
  /** Until then it is left in peace, because it could not be reached. */
  awayUntil: Date | null;
}

export interface RouterAccess {
  id: Id<'router'>;
  name: string;
  host: string;
  port: number;
  tls: boolean;
  tlsFingerprint: string | null;
  username: string;
  password: string;
}

const columns = [
  'id',
  'name',
  'host',
  'port',
  'tls',
  'tlsFingerprint',
  'username',
  'active',
  'lastSeenAt',
  'lastError',
  'awayUntil',
];

/** Those in use, or those that were retired. */
export async function listRouters(
  at: Database | Transaction,
  which: 'active' | 'retired' = 'active',
): Promise<Router[]> {
  return at.sql<Router[]>`
    select ${at.sql(columns)} from routers where active = ${which === 'active'} order by name, id`;
}

export async function findRouter(at: Database | Transaction, id: Id<'router'>): Promise<Router | null> {
  const [router] = await at.sql<Router[]>`select ${at.sql(columns)} from routers where id = ${id}`;
  return router ?? null;
}

export async function addRouter(
  at: Database | Transaction,
  router: Omit<RouterAccess, 'id'>,
): Promise<Router | { refused: 'name_taken' }> {
  const { password, ...rest } = router;
  const id = newId('router');
  const row = { ...rest, id, passwordSealed: at.vault.seal(password, id) };
  const [added] = await at.sql<Router[]>`
    insert into routers ${at.sql(row)} on conflict (lower(name)) do nothing returning ${at.sql(columns)}`;
  return added ?? { refused: 'name_taken' };
}

/** Changes how a router is reached. Whatever kept it away is forgotten: it is asked anew. */
export async function editRouter(
  at: Database | Transaction,
  id: Id<'router'>,
  changes: Partial<Omit<RouterAccess, 'id'>>,
): Promise<'ok' | { refused: 'not_found' | 'name_taken' }> {
  const { password, ...rest } = changes;
  const row = {
    ...rest,
    ...(password === undefined ? {} : { passwordSealed: at.vault.seal(password, id) }),
    failures: 0,
    awayUntil: null,
    lastError: null,
  };
  try {
    const edited = await at.sql`update routers set ${at.sql(row)} where id = ${id} and active`;
    return edited.count === 1 ? 'ok' : { refused: 'not_found' };
  } catch (error) {
    if (violatedUnique(error) === 'routers_name') return { refused: 'name_taken' };
    throw error;
  }
}

/** For the worker only: with the password, opened. Null when the router is gone. */
export async function findRouterAccess(
  at: Database | Transaction,
  id: Id<'router'>,
): Promise<RouterAccess | null> {
  const [row] = await at.sql<(Omit<RouterAccess, 'password'> & { passwordSealed: string })[]>`
    select id, name, host, port, tls, tls_fingerprint, username, password_sealed
    from routers where id = ${id} and active`;
  if (!row) return null;
  const { passwordSealed, ...router } = row;
  return { ...router, password: at.vault.open(passwordSealed, id) };
}

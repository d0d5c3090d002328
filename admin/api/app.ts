import { OpenAPIHono } from '@hono/zod-openapi';
import type { Database } from '../../db/database.ts';
import { readSettings } from '../../db/settings.ts';
import type { Log } from '../../log.ts';
import { type ApiEnv, authenticate, limitBody, noPage, type ViewerOfSession } from './access.ts';
import { serveConversions } from './conversions.ts';
import { serveDocs } from './docs.tsx';
import { declareSecurity } from './document.ts';
import { answerErrors, refuseInvalid } from './errors.ts';
import { honourIdempotencyKeys } from './idempotency.ts';
import type { ApiKeys } from './keys.ts';
import { serveLeads } from './leads.ts';
import { servePackages } from './packages.ts';
import type { Api, ApiParts } from './parts.ts';
import { servePeople } from './people.ts';
import { keepRecent } from './recent.ts';
import { refuseElse } from './refuse-else.ts';
import { serveRouters } from './routers.ts';
import { serveStats } from './stats.ts';

export interface ApiNeeds {
  db: Database;
  log: Log;
  keys: ApiKeys;
  /** Who is signed in with the cookie of this request; null when nobody is. */
  viewerOfSession: ViewerOfSession;
  /** How long a conversion is waited for before 202 is answered. */
  convertWaitMs?: number;
  /** Aborted when the house stops, so that nobody is kept waiting. */
  stopping?: AbortSignal;
}

const longestWaitMs = 15_000;
const settingsKeptMs = 10_000;

/** The JSON API, to be mounted at `/api`. `/openapi.json` describes it, and `/docs` shows that to people. */
export function createApi(needs: ApiNeeds): Api {
  const { db, log, keys, viewerOfSession } = needs;
  const api = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const parts: ApiParts = {
    db,
    settings: keepRecent(() => readSettings(db), settingsKeptMs),
    waitMs: needs.convertWaitMs ?? longestWaitMs,
    stopping: needs.stopping ?? new AbortController().signal,
  };
  api.onError(answerErrors(log));
  declareSecurity(api);
  api.use(noPage);
  serveDocs(api);
  api.use(authenticate(keys, viewerOfSession));
  api.on(['POST', 'PUT'], '*', limitBody);
  api.on('POST', '*', honourIdempotencyKeys(db, log));
  serveLeads(api, parts);
  serveConversions(api, parts);
  servePackages(api, parts);
  serveRouters(api, parts);
  servePeople(api, parts);
  serveStats(api, parts);
  refuseElse(api);
  return api;
}

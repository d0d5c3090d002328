import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { LeadVision } from '../../db/lead/lead-reads.ts';
import type { Verb } from '../../domain/permissions.ts';
import { type Viewer, viewerMay, visionOf } from '../viewer.ts';
import { refuse, refuseTooLarge } from './errors.ts';
import type { Once } from './idempotency.ts';
import type { ApiKeys } from './keys.ts';

export interface ApiEnv {
  /** `once`: only where the request carries an Idempotency-Key. */
  Variables: { viewer: Viewer; once?: Once };
}

export type ViewerOfSession = (request: Request) => Promise<Viewer | null>;

const isWrite = (c: Context) => c.req.method !== 'GET' && c.req.method !== 'HEAD';

/**
 * Data is no page: a browser shall guess nothing, run nothing and frame nothing of it. The headers of pages are not for it:
 * to write all of them took as long as a quarter of everything else that reading a lead takes here.
 */
export const noPage: MiddlewareHandler = (c, next) => {
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  return next();
};

/** Finds out who asks: `Authorization: Bearer KEY`, else the session cookie. */
export function authenticate(keys: ApiKeys, viewerOfSession: ViewerOfSession): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const key = /^bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const viewer = key ? await keys.viewerOf(key) : await viewerOfSession(c.req.raw);
    if (!viewer) {
      c.header('WWW-Authenticate', 'Bearer');
      return refuse(
        c,
        401,
        'unauthorized',
        key ? 'This API key is not valid.' : 'Sign in, or send an API key.',
      );
    }
    // A browser sends the cookie along whoever wrote the page; a key is only ever sent on purpose.
    if (!key && isWrite(c) && isCrossSite(c)) {
      return refuse(c, 403, 'cross_site', 'This request comes from the page of another site.');
    }
    c.set('viewer', viewer);
    // Caches keep away from what was asked with a key (RFC 9111, 3.5), but not from what was asked with a cookie.
    if (!key) c.header('Cache-Control', 'no-store');
    return next();
  };
}

/** Every browser tells one of the two on a write; a program with a cookie tells neither. */
function isCrossSite(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

export const refuseForbidden = (c: Context, viewer: Viewer, what: string) =>
  refuse(c, 403, 'forbidden', `The role “${viewer.role}” may not ${what}.`);

/** The route is for those who may do `verb`. */
export function requires(verb: Verb): MiddlewareHandler<ApiEnv> {
  return async (c, next) =>
    viewerMay(c.get('viewer'), verb) ? next() : refuseForbidden(c, c.get('viewer'), 'do this');
}

/** The route is for those who may look at leads; `c.var.vision` says at which. */
export const requiresSight: MiddlewareHandler<{
  Variables: ApiEnv['Variables'] & { vision: LeadVision };
}> = async (c, next) => {
  const vision = visionOf(c.get('viewer'));
  if (!vision)
    return refuse(c, 403, 'forbidden', `The role “${c.get('viewer').role}” may not look at leads here.`);
  c.set('vision', vision);
  return next();
};

const largestBody = 100 * 1024;
const limitStream = bodyLimit({ maxSize: largestBody, onError: refuseTooLarge });

/** For writes. Node itself holds a body to its declared length, so that only a body without one must be counted. */
export const limitBody: MiddlewareHandler = async (c, next) => {
  const declared = c.req.header('content-length');
  if (declared === undefined) return limitStream(c, next);
  return Number(declared) > largestBody ? refuseTooLarge(c) : next();
};

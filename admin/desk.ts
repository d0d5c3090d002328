import type { Context } from 'hono';
import type { TroubledAccount } from '../db/channel/channel-accounts.ts';
import type { Database } from '../db/database.ts';
import type { Settings } from '../db/settings.ts';
import type { Log } from '../log.ts';
import type { ApiKeys } from './api/keys.ts';
import type { SignIn } from './auth/sign-in.ts';
import type { Viewer } from './viewer.ts';

/** What every page is given. */
export interface Desk {
  db: Database;
  log: Log;
  /** Where people reach this admin; without a slash at its end. */
  publicUrl: string;
  trustProxy: boolean;
  signIn: SignIn;
  keys: ApiKeys;
}

export type SignedIn = Extract<Viewer, { kind: 'person' }>;

/** What stands in the context of every page behind the sign-in. */
export interface DeskEnv {
  Variables: {
    viewer: SignedIn;
    settings: Settings;
    /** Accounts that need a person, for those who may look at the channels; none for anybody else. */
    troubles: readonly TroubledAccount[];
  };
}

export type DeskContext = Context<DeskEnv>;

/** What answers a request. The routes of a page read as its table of contents; the handlers stand below them. */
export type Handler = (desk: Desk, c: DeskContext) => Response | Promise<Response>;

/** Gives a handler its desk. */
export const serving =
  (desk: Desk) =>
  <C extends Context>(handler: (desk: Desk, c: C) => Response | Promise<Response>) =>
  (c: C) =>
    handler(desk, c);

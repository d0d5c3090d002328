import type { Database } from '../db/database.ts';
import type { Settings } from '../db/settings.ts';
import type { Log } from '../log.ts';
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
}

export type SignedIn = Extract<Viewer, { kind: 'person' }>;

/** What stands in the context of every page behind the sign-in. */
export interface DeskEnv {
  Variables: {
    viewer: SignedIn;
    settings: Settings;
  };
}

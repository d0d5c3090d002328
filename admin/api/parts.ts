import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Database } from '../../db/database.ts';
import type { Settings } from '../../db/settings.ts';
import type { ApiEnv } from './access.ts';

export type Api = OpenAPIHono<ApiEnv>;

/** What the routes are given. */
export interface ApiParts {
  db: Database;
  /** The ISP's settings as they were some seconds ago. */
  settings(): Promise<Settings>;
  /** How long a request waits for a worker before it answers that it goes on. */
  waitMs: number;
  /** Aborted when the house stops: nobody is kept waiting for what will not come. */
  stopping: AbortSignal;
}

export const body = <S extends z.ZodType>(schema: S) => ({
  content: { 'application/json': { schema } },
  required: true,
});

export const answer = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { 'application/json': { schema } },
});

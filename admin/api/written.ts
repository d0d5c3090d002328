import type { Context } from 'hono';
import type { TypedResponse } from 'hono/types';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** `{ [key]: json, …rest }`, where `json` is written already. `rest` has at least one key. */
export const wrapWritten = (key: string, json: string, rest: object): string =>
  `{"${key}":${json},${JSON.stringify(rest).slice(1)}`;

/** Answers JSON that is written already. That it is a `T`, as the route promises, is for tests to show. */
export function answerWritten<T, S extends ContentfulStatusCode>(
  c: Context,
  json: string,
  status: S,
): Response & TypedResponse<T, S, 'json'> {
  // Hono types a body by what it was made from, and this one was made elsewhere.
  return c.body(json, status, { 'Content-Type': 'application/json' }) as unknown as Response &
    TypedResponse<T, S, 'json'>;
}

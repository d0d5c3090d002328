import { z } from '@hono/zod-openapi';
import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Log } from '../../log.ts';

export const errorSchema = z
  .object({
    error: z.object({
      code: z.string().openapi({ example: 'phone_known', description: 'Stays the same for programs.' }),
      message: z.string().openapi({ description: 'A sentence for people.' }),
      fields: z
        .record(z.string(), z.string())
        .optional()
        .openapi({ description: 'What is wrong, by field.' }),
    }),
  })
  .openapi('Error');

export type Fields = Record<string, string>;

/** The one shape of every refusal: a code for programs, a sentence for people, and what is wrong by field. */
export const refusal = (code: string, message: string, fields?: Fields) => ({
  error: fields ? { code, message, fields } : { code, message },
});

/** Answers with a refusal. */
export function refuse<S extends ContentfulStatusCode>(
  c: Context,
  status: S,
  code: string,
  message: string,
  fields?: Fields,
) {
  return c.json(refusal(code, message, fields), status);
}

export const refuseFields = (c: Context, fields: Fields) =>
  refuse(c, 422, 'invalid', 'Some fields cannot be accepted. Each says why.', fields);

const meanings = {
  400: 'The body is not JSON, or the cursor is not one that this list gave.',
  401: 'No API key and no session, or one that is not valid.',
  403: 'The role of the key or person may not do this.',
  404: 'There is none, or it is not for this viewer to see.',
  409: 'It stands in conflict with what is there already.',
  412: '`If-Match` names an `updatedAt` that is not the current one.',
  413: 'The body is larger than 100 kB.',
  422: 'Fields that cannot be accepted: each says why.',
  429: 'Too many requests; `Retry-After` says for how many seconds.',
  502: 'The router refused, or could not be asked.',
  504: 'Nobody has answered in time.',
} as const;
export type RefusalStatus = keyof typeof meanings;

type RefusalResponse = {
  description: string;
  content: { 'application/json': { schema: typeof errorSchema } };
};

/** The refusals of a route, for its documentation. */
export function refusals<S extends RefusalStatus>(...statuses: S[]): Record<S, RefusalResponse> {
  // Complete after the loop, which goes through every status of S.
  const responses = {} as Record<S, RefusalResponse>;
  for (const status of statuses) {
    responses[status] = {
      description: meanings[status],
      content: { 'application/json': { schema: errorSchema } },
    };
  }
  return responses;
}

/** What zod found wrong, by field. A field within a field is named by the outer one. */
function fieldsOf(error: z.ZodError): Fields {
  const fields: Fields = {};
  for (const issue of error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of unknown) fields[key] = 'This field is unknown or read-only.';
    const [name] = issue.path;
    if (name !== undefined) fields[String(name)] ??= issue.message;
  }
  return fields;
}

/** Answers a request whose query or body does not parse. */
export function refuseInvalid(result: { success: true } | { success: false; error: z.ZodError }, c: Context) {
  return result.success ? undefined : refuseUnparsed(c, result.error);
}

/** `alsoMissing`: what only this asker must send, and did not. */
export function refuseUnparsed(c: Context, error: z.ZodError, alsoMissing: readonly string[] = []) {
  const fields = fieldsOf(error);
  if (Object.keys(fields).length === 0) return refuse(c, 422, 'invalid', 'Send a JSON object.');
  for (const field of alsoMissing) fields[field] ??= required;
  return refuseFields(c, fields);
}

export const required = 'This field is required.';

/** For schemas: a missing value is asked for, a wrong one told what was expected. */
export const expects = (what: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? required : `Expected ${what}.`),
});

export const refuseTooLarge = (c: Context) =>
  refuse(c, 413, 'too_large', 'The body may hold 100 kB at most.');

export function refuseTooOften(c: Context, waitSeconds: number) {
  c.header('Retry-After', String(waitSeconds));
  return refuse(c, 429, 'too_often', `Too many requests. Try again in ${waitSeconds} seconds.`);
}

/** What was thrown: the validator's own exceptions become refusals, everything else is our fault and goes to the log. */
export function answerErrors(log: Log): ErrorHandler {
  return (error, c) => {
    if (error instanceof HTTPException && (error.status === 400 || error.status === 415)) {
      const how = 'Send the body as JSON, with the header Content-Type: application/json.';
      return refuse(c, 400, 'not_json', `The body could not be read. ${how}`);
    }
    log.error({ err: error, method: c.req.method, path: c.req.path }, 'A request to the API failed.');
    return refuse(c, 500, 'internal', 'Something went wrong on our side. It has been written to the log.');
  };
}

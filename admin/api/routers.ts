import { createRoute, z } from '@hono/zod-openapi';
import { askQuestion, readAnswer } from '../../db/questions.ts';
import { addRouter, findRouter, listRouters, type Router } from '../../db/routers.ts';
import { isId } from '../../domain/id.ts';
import { longest } from '../../domain/lead.ts';
import { requires } from './access.ts';
import { expects, refusals, refuse } from './errors.ts';
import { requiredText } from './fields.ts';
import { answerOnce } from './idempotency.ts';
import { type Api, type ApiParts, answer, body } from './parts.ts';
import { readUntil } from './patience.ts';

const moment = z.string().nullable().openapi({ format: 'date-time' });

const routerSchema = z
  .object({
    _id: z.string().openapi({ example: 'router_0199f3c2-…' }),
    name: z.string().openapi({ example: 'Westlands-1' }),
    host: z.string().openapi({ example: '10.0.0.1' }),
    port: z.number().openapi({ example: 8729 }),
    tls: z.boolean(),
    tlsFingerprint: z
      .string()
      .nullable()
      .openapi({ description: 'SHA-256; null where a CA vouches for it.' }),
    username: z.string(),
    lastSeenAt: moment,
    lastError: z.string().nullable(),
    awayUntil: moment.openapi({ description: 'Not asked before then, because it could not be reached.' }),
  })
  .openapi('Router');

const fingerprint = z
  .string(expects('a fingerprint or null'))
  .transform((written, context) => {
    const digits = written.replace(/[:\s]/g, '').toUpperCase();
    if (/^[0-9A-F]{64}$/.test(digits)) return digits.replace(/..(?!$)/g, '$&:');
    context.addIssue({ code: 'custom', message: 'Expected a SHA-256 fingerprint: 64 hexadecimal digits.' });
    return z.NEVER;
  })
  .nullable()
  .default(null)
  .openapi({
    type: ['string', 'null'],
    description: 'SHA-256 of the certificate; null where a CA vouches for it.',
  });

const newRouterSchema = z
  .strictObject({
    name: requiredText(longest.isp),
    host: requiredText(253).regex(/^[\w.:-]+$/, 'Expected a host name or an IP address.'),
    port: z
      .number(expects('a port number'))
      .int('A whole number.')
      .min(1, 'At least 1.')
      .max(65_535, 'At most 65535.'),
    tls: z.boolean(expects('true or false')),
    tlsFingerprint: fingerprint,
    username: requiredText(longest.isp),
    password: z
      .string(expects('the password'))
      .max(200, 'At most 200 characters.')
      .openapi({ writeOnly: true }),
  })
  .openapi('NewRouter');

const tags = ['Routers'];

const listRoute = createRoute({
  operationId: 'listRouters',
  method: 'get',
  path: '/routers',
  tags,
  summary: 'List the routers',
  middleware: requires('seeRouters'),
  responses: {
    200: answer('The routers.', z.object({ data: z.array(routerSchema) })),
    ...refusals(401, 403),
  },
});

const addRoute = createRoute({
  operationId: 'addRouter',
  method: 'post',
  path: '/routers',
  tags,
  summary: 'Add a router',
  description: 'Its password is kept encrypted and never comes out again.',
  middleware: requires('editRouters'),
  request: { body: body(newRouterSchema) },
  responses: { 201: answer('The router.', routerSchema), ...refusals(400, 401, 403, 409, 413, 422) },
});

const identity = z.object({ name: z.string(), version: z.string(), uptime: z.string(), board: z.string() });

const testRoute = createRoute({
  operationId: 'testRouter',
  method: 'post',
  path: '/routers/{id}/test',
  tags,
  summary: 'Ask a router whether it is well',
  middleware: requires('editRouters'),
  request: {
    params: z.object({ id: z.string().openapi({ description: 'The router.', example: 'router_…' }) }),
  },
  responses: {
    200: answer(
      'What the router said, or why it could not be asked.',
      z.object({ ok: z.boolean(), identity: identity.optional(), message: z.string().optional() }),
    ),
    ...refusals(401, 403, 404, 409, 422, 504),
  },
});

function routerJson(router: Router): z.infer<typeof routerSchema> {
  const { id, name, host, port, tls, tlsFingerprint, username, lastSeenAt, lastError, awayUntil } = router;
  const seen = { lastSeenAt: lastSeenAt?.toISOString() ?? null, lastError };
  const away = { awayUntil: awayUntil?.toISOString() ?? null };
  return { _id: id, name, host, port, tls, tlsFingerprint, username, ...seen, ...away };
}

export function serveRouters(api: Api, { db, waitMs, stopping }: ApiParts): void {
  api.openapi(listRoute, async (c) => c.json({ data: (await listRouters(db)).map(routerJson) }, 200));

  api.openapi(addRoute, (c) =>
    answerOnce(c, db, async (at) => {
      const added = await addRouter(at, c.req.valid('json'));
      if (!('refused' in added)) return c.json(routerJson(added), 201);
      const fields = { name: 'Another router has this name.' };
      return refuse(c, 409, 'name_taken', 'There is a router of this name already.', fields);
    }),
  );

  api.openapi(testRoute, async (c) => {
    const { id } = c.req.valid('param');
    const router = isId('router', id) ? await findRouter(db, id) : null;
    if (!router) return refuse(c, 404, 'not_found', 'There is no such router.');
    const question = await askQuestion(db, { ask: 'test_router', router: router.id });
    const signal = AbortSignal.any([c.req.raw.signal, stopping]);
    const said = await readUntil(() => readAnswer(db, question), Boolean, { ms: waitMs, signal });
    if (!said) return refuse(c, 504, 'no_answer', 'No worker has answered. Is one running?');
    return c.json(said.ok ? { ok: true, identity: said.identity } : said, 200);
  });
}

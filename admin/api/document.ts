import type { Api } from './parts.ts';

export type ApiDocument = ReturnType<Api['getOpenAPI31Document']>;

/** Where the API is mounted. */
const root = '/api';

/** The OpenAPI 3.1 document of the routes, out of the same zod schemas that check the requests. */
export function describeApi(api: Api): ApiDocument {
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Karibu',
      version: '1',
      description: [
        'Leads for Internet Service Providers, from the first message to the user on the router.',
        'Dates are ISO 8601 in UTC, absent values are null, money is KES, phones are E.164.',
        'Refusals have one shape: `{ "error": { "code", "message", "fields"? } }`.',
        'A POST with an `Idempotency-Key` may be repeated: the same answer comes, with `Idempotency-Replayed: true`, and nothing is done twice.',
      ].join(' '),
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
  });
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [root + path, withKey(item)]);
  return { ...document, paths: Object.fromEntries(paths) };
}

type PathItem = NonNullable<ApiDocument['paths']>[string];

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Any text of 1 to 255 visible ASCII characters, a new one for each request. Known for a day after a success. 422 `idempotency_key_reused`: it came with another request; 409 `idempotency_in_progress`: the first is still under way.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

/** No route declares the header, for none can leave it out: it is honoured before any of them. */
function withKey(item: PathItem): PathItem {
  if (!item.post) return item;
  const parameters = [...(item.post.parameters ?? []), idempotencyKey];
  return { ...item, post: { ...item.post, parameters } };
}

/** Both ways in. Declared on the registry, which puts them into the document. */
export function declareSecurity(api: Api): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, made in Settings or with `npm run karibu -- api-key create`.',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'karibu.session_token',
    description:
      'The session of somebody signed in (behind https it is called `__Host-karibu.session_token`); writes only from our own pages.',
  });
}

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
      ].join(' '),
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
  });
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [root + path, item]);
  return { ...document, paths: Object.fromEntries(paths) };
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
    description: 'The session of somebody signed in; writes only from our own pages.',
  });
}

import { refuse } from './errors.ts';
import type { Api } from './parts.ts';

/** Answers whatever the routes before it did not: an address that has other methods says which, any other is unknown. */
export function refuseElse(api: Api): void {
  const known = api.openAPIRegistry.definitions.flatMap((it) => (it.type === 'route' ? [it.route] : []));
  const addresses = known.map(({ method, path }) => ({
    method: method.toUpperCase(),
    shape: new RegExp(`/api${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }));
  api.all('*', (c) => {
    const methods = addresses.filter(({ shape }) => shape.test(c.req.path)).map(({ method }) => method);
    if (methods.length === 0) {
      return refuse(c, 404, 'not_found', 'The API has no such address. See /api/docs.');
    }
    c.header('Allow', methods.join(', '));
    return refuse(c, 405, 'method_not_allowed', `This address answers ${methods.join(', ')} only.`);
  });
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../domain/id.ts';
import { type Role, roles } from '../../domain/person.ts';
import { startTestApi, type TestApi } from '../../test/api.ts';

/**
 * Who may ask for what: o(wner), m(anager), s(ales), t(echnician), a(gent), i(ntake). First with a key, then signed in. A key
 * stands for no person: nothing is assigned to the key of a technician, and an agent's has brought nobody, so that these are
 * let in only where they come as themselves. Whoever is signed out is let in nowhere.
 */
const matrix: Record<string, [byKey: string, signedIn: string]> = {
  'GET /api/leads': ['oms', 'omsta'],
  'POST /api/leads': ['omsai', 'omsai'],
  'GET /api/leads/{id}': ['oms', 'omsta'],
  'PUT /api/leads/{id}': ['oms', 'omst'],
  'DELETE /api/leads/{id}': ['oms', 'oms'],
  'POST /api/leads/{id}/restore': ['oms', 'oms'],
  'POST /api/leads/convert/{id}': ['oms', 'oms'],
  'GET /api/conversions/{id}': ['oms', 'oms'],
  'POST /api/mikrotik/users': ['oms', 'oms'],
  'GET /api/packages': ['omst', 'omst'],
  'POST /api/packages': ['om', 'om'],
  'GET /api/routers': ['omst', 'omst'],
  'POST /api/routers': ['om', 'om'],
  'POST /api/routers/{id}/test': ['om', 'om'],
  'GET /api/people': ['oms', 'oms'],
  'GET /api/stats': ['oms', 'oms'],
  'GET /api/stats/leads-over-time': ['oms', 'oms'],
};

let api: TestApi;
const signedIn = new Map<Role, { cookie: string }>();

beforeAll(async () => {
  api = await startTestApi({ convertWaitMs: 0 });
  for (const role of roles) signedIn.set(role, await api.signIn(`Wanjiru the ${role}`, role));
});
afterAll(() => api.drop());

const letterOf = (role: Role) => role.charAt(0);
const someId = (path: string) =>
  newId(path.includes('routers') ? 'router' : path.includes('conversions') ? 'conversion' : 'lead');

async function ask(route: string, as: Role | { cookie: string } | null) {
  const [method = '', path = ''] = route.split(' ');
  // Says next to nothing: whoever may ask hears what is missing.
  const body = method === 'POST' || method === 'PUT' ? {} : undefined;
  const { status, json } = await api.ask(method, path.replace(/^\/api/, '').replace('{id}', someId(path)), {
    as,
    body,
  });
  return { status, code: json?.error?.code };
}

const letIn = expect.toBeOneOf([200, 404, 422]);
const refused = { status: 403, code: 'forbidden' };

test('the matrix has a row for every route of the document, and no other', async () => {
  const { paths } = (await api.ask('GET', '/openapi.json', { as: null })).json;
  const routes = Object.entries<object>(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(matrix).toSorted()).toEqual(routes.toSorted());
});

describe.each(Object.entries(matrix))('%s', (route, [byKey, bySession]) => {
  test.each(roles)('with the key of %s', async (role) => {
    const answer = await ask(route, role);
    if (byKey.includes(letterOf(role))) expect(answer.status).toEqual(letIn);
    else expect(answer).toEqual(refused);
  });

  test.each(roles)('signed in as %s', async (role) => {
    const answer = await ask(route, signedIn.get(role) ?? expect.fail());
    if (bySession.includes(letterOf(role))) expect(answer.status).toEqual(letIn);
    else expect(answer).toEqual(refused);
  });

  test('signed out', async () => {
    expect(await ask(route, null)).toEqual({ status: 401, code: 'unauthorized' });
  });
});

import { Hono } from 'hono';
import { createApi } from '../admin/api/app.ts';
import { openApiKeys } from '../admin/api/keys.ts';
import type { Viewer } from '../admin/viewer.ts';
import { createApiKey } from '../db/person/api-keys.ts';
import { addPerson, findPerson } from '../db/person/people.ts';
import type { Id } from '../domain/id.ts';
import type { Role } from '../domain/person.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

interface Asked {
  /** A role asks with a key of that role; a cookie asks as whoever signed in with it; null asks as nobody. */
  as?: Role | { cookie: string } | null;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Answered {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON came, and says what it should be
  json: any;
  text: string;
}

export interface TestApi extends TestDatabase {
  /** Asks `/api` + path. The owner's key asks where nobody is named. A string is sent as it stands, anything else as JSON. */
  ask(method: string, path: string, asked?: Asked): Promise<Answered>;
  /** A member of staff who is signed in. */
  signIn(name: string, role: Role): Promise<{ cookie: string; id: Id<'user'> }>;
  fetch(request: Request): Promise<Response>;
  /** What is mounted: `GET /api/leads/:id`, without what only stands in the way. */
  routes: readonly string[];
}

/** The API, mounted as the admin mounts it, on a database of its own. */
export async function startTestApi(options: { convertWaitMs?: number } = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const { db } = database;
  const keys = openApiKeys(db);
  const sessions = new Map<string, Viewer>();
  const made = new Map<Role, string>();
  const viewerOfSession = async (request: Request) =>
    sessions.get(request.headers.get('cookie') ?? '') ?? null;
  const api = createApi({
    db,
    log: db.log,
    keys,
    viewerOfSession,
    convertWaitMs: options.convertWaitMs ?? 2_000,
  });
  const app = new Hono().route('/api', api);
  const fetch = async (request: Request) => app.fetch(request);

  async function credentials(as: Asked['as']): Promise<Record<string, string>> {
    if (as === null) return {};
    if (typeof as === 'object') return { Cookie: as.cookie };
    const role = as ?? 'owner';
    const key = made.get(role) ?? (await createApiKey(db, `A program that is ${role}`, role)).key;
    made.set(role, key);
    return { Authorization: `Bearer ${key}` };
  }

  return {
    ...database,
    fetch,
    routes: api.routes.filter(isRoute).map(({ method, path }) => `${method} /api${path}`),
    async ask(method, path, asked = {}) {
      const { body } = asked;
      const json: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
      const headers = { ...json, ...(await credentials(asked.as)), ...asked.headers };
      const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(
        new Request(`http://desk.test/api${path}`, { method, headers, body: sent }),
      );
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json');
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: isJson ? JSON.parse(text) : null,
      };
    },
    async signIn(name, role) {
      const kind = role === 'agent' ? { agentKind: 'caretaker' as const } : {};
      const added = await addPerson(db, { name, role, ...kind });
      if ('refused' in added) throw new Error(`${name} is new here.`);
      const person = await findPerson(db, added.person);
      if (!person) throw new Error(`${name} was added just now.`);
      const cookie = `session=${name}`;
      sessions.set(cookie, { kind: 'person', role, person });
      return { cookie, id: person.id };
    },
    async drop() {
      await keys.stop();
      await database.drop();
    },
  };
}

/** Not a middleware, which stands at every address. */
const isRoute = ({ path }: { path: string }) => !path.includes('*');

import { hashPassword } from 'better-auth/crypto';
import type { Hono } from 'hono';
import { startAdmin } from '../admin/start.ts';
import type { Database } from '../db/database.ts';
import { createLead, type NewLead } from '../db/lead/leads.ts';
import { addPackage } from '../db/packages.ts';
import { addOwner, addStaff, takeNewPassword } from '../db/person/sign-in.ts';
import { addRouter } from '../db/routers.ts';
import type { Id } from '../domain/id.ts';
import { type Money, parseMoney } from '../domain/money.ts';
import type { StaffRole } from '../domain/person.ts';
import { parsePhone } from '../domain/phone.ts';
import { createLog, type Log } from '../log.ts';
import { createTestDatabase } from './database.ts';

export const publicUrl = 'http://desk.test';
export const staffPassword = 'tamu kama asali';

/** The admin on a database of its own. Call it in `beforeAll`, and `close` in `afterAll`. */
export interface TestDesk {
  db: Database;
  databaseUrl: string;
  routes: Hono;
  close(): Promise<void>;
}

export async function openTestDesk(options: { publicUrl?: string; log?: Log } = {}): Promise<TestDesk> {
  const database = await createTestDatabase();
  const admin = startAdmin({
    db: database.db,
    databaseUrl: database.url,
    log: options.log ?? createLog('silent'),
    publicUrl: options.publicUrl ?? publicUrl,
    secret: 'a secret that only tests sign cookies with',
    trustProxy: true,
  });
  return {
    db: database.db,
    databaseUrl: database.url,
    routes: admin.routes,
    close: async () => {
      await admin.stop();
      await database.drop();
    },
  };
}

/** Adds a member of staff who has chosen `staffPassword`; the e-mail is `<first name>@isp.test`. */
export async function hire(db: Database, name: string, role: StaffRole): Promise<Id<'user'>> {
  const email = emailOf(name);
  const passwordHash = await hashPassword(staffPassword);
  if (role === 'owner') return hired(name, await addOwner(db, { name, email, passwordHash })).person;
  const added = hired(name, await addStaff(db, { name, email, role }));
  await takeNewPassword(db, added.token, passwordHash);
  return added.person;
}

function hired<Added extends object>(name: string, added: Added): Exclude<Added, { refused: string }> {
  if ('refused' in added) throw new Error(`${name} cannot be hired: ${added.refused}.`);
  // The line above is the proof.
  return added as Exclude<Added, { refused: string }>;
}

export const emailOf = (name: string): string => `${name.split(' ')[0]?.toLowerCase()}@isp.test`;

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Where a redirect leads, by `Location` or by htmx's own header. */
  to: string | null;
}

export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  cookies: Map<string, string>;
}

let browsers = 0;

/** Keeps cookies, sends forms, follows nothing: a test says where it goes. Each one comes from an address of its own. */
export function openBrowser(routes: Pick<Hono, 'request'>): Browser {
  const cookies = new Map<string, string>();
  browsers += 1;
  const address = `198.51.100.${browsers % 256}`;
  const ask = async (path: string, init: RequestInit & { headers: Record<string, string> }) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'x-forwarded-for': address, ...(cookie && { cookie }), ...init.headers };
    const response = await routes.request(`${publicUrl}${path}`, { ...init, headers });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      to: response.headers.get('location') ?? response.headers.get('hx-redirect'),
    };
  };
  return {
    cookies,
    get: (path, headers = {}) => ask(path, { method: 'GET', headers }),
    post: (path, fields = {}, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: publicUrl,
          ...headers,
        },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  if (attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) cookies.delete(name);
  else cookies.set(name, pair.slice(at + 1));
}

/** A browser in which this member of staff has signed in. */
export async function signIn(desk: TestDesk, name: string): Promise<Browser> {
  const browser = openBrowser(desk.routes);
  const answer = await browser.post('/sign-in', { email: emailOf(name), password: staffPassword });
  if (answer.status !== 303) throw new Error(`${name} could not sign in: ${answer.status} ${answer.text}`);
  return browser;
}

export const htmx = { 'hx-request': 'true' };

/** A lead that is there already when the test begins. Phones are written as Kenyans write them. */
export async function addLead(
  db: Database,
  lead: Partial<Omit<NewLead, 'phone'>> & { phone: string },
  by: Id<'user'> | null = null,
): Promise<Id<'lead'>> {
  const phone = parsePhone(lead.phone);
  if (!phone) throw new Error(`${lead.phone} is no phone.`);
  const result = await createLead(db, { source: 'Website', ...lead, phone }, by, 'web');
  if ('refused' in result) throw new Error(`${lead.phone} cannot be a lead: ${result.refused}.`);
  return result.created;
}

/** A package and a router to convert with. */
export async function stock(db: Database): Promise<{ packageId: Id<'package'>; routerId: Id<'router'> }> {
  const sold = await addPackage(db, {
    name: '20 Mbps Home',
    service: 'pppoe',
    profile: 'home-20',
    downloadMbps: 20,
    uploadMbps: 10,
    price: knownMoney('2999'),
  });
  const router = await addRouter(db, {
    name: 'Westlands-1',
    host: '127.0.0.1',
    port: 8728,
    tls: false,
    tlsFingerprint: null,
    username: 'karibu',
    password: 'router-secret',
  });
  if ('refused' in sold || 'refused' in router) throw new Error('This database has been stocked already.');
  return { packageId: sold.id, routerId: router.id };
}

function knownMoney(text: string): Money {
  const money = parseMoney(text);
  if (!money) throw new Error(`${text} is no sum of money.`);
  return money;
}

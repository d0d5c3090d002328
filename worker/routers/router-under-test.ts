import { afterEach, expect, onTestFinished } from 'vitest';
import type { RouterAddress } from './address.ts';
import { RouterAway, RouterRefused } from './errors.ts';
import { type Deadlines, openSession, type RouterSession } from './session.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator/simulator.ts';

/** Starts a simulated router for this test; it is stopped when the test ends. */
export async function routerForTest(options: SimulatorOptions = {}): Promise<Simulator> {
  const router = await startSimulator(options);
  onTestFinished(() => router.stop());
  return router;
}

export function addressOf(router: Simulator, changes: Partial<RouterAddress> = {}): RouterAddress {
  return {
    host: router.host,
    port: router.port,
    tls: router.tlsFingerprint !== null,
    tlsFingerprint: router.tlsFingerprint,
    username: 'karibu',
    password: 'router-secret',
    ...changes,
  };
}

/** Opens a session on the router; it is closed when the test ends. */
export async function sessionOn(
  router: Simulator,
  deadlines: Partial<Deadlines> = {},
): Promise<RouterSession> {
  const session = await openSession(addressOf(router), deadlines);
  onTestFinished(() => session.close());
  return session;
}

export async function awayFrom(attempt: Promise<unknown>): Promise<RouterAway> {
  const error = await attempt.then(
    () => new Error('the router was there'),
    (reason: unknown) => reason,
  );
  if (error instanceof RouterAway) return error;
  throw error;
}

export async function refusalOf(attempt: Promise<unknown>): Promise<RouterRefused> {
  const error = await attempt.then(
    () => new Error('the router did not refuse'),
    (reason: unknown) => reason,
  );
  if (error instanceof RouterRefused) return error;
  throw error;
}

/** After every test of the file: nothing may have escaped every `catch`, as it does from the bare library. */
export function expectNothingEscapes(): void {
  const escaped: unknown[] = [];
  process.on('unhandledRejection', (reason) => escaped.push(reason));
  process.on('uncaughtException', (error) => escaped.push(error));
  afterEach(() => expect(escaped).toEqual([]));
}

export const addJane = [
  '/ppp/secret/add',
  '=name=jane.kilimani',
  '=password=s3cret',
  '=service=pppoe',
] as const;
export const lookForJane = ['/ppp/secret/print', '=.proplist=.id,name', '?name=jane.kilimani'] as const;

export const namesOn = (router: Simulator) => router.rows('/ppp/secret').map((row) => row.name);

/** How many TCP sockets this process holds, the simulator's ends among them. */
export const openSockets = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

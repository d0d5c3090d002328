import { join } from 'node:path';
import type { Database } from '../db/database.ts';
import { addRouter, editRouter, listRouters } from '../db/routers.ts';
import { type Simulator, startSimulator } from '../worker/routers/simulator/simulator.ts';

const names = ['Westlands-1', 'Rongai-1'] as const;

/** One profile for each sample package; RouterOS writes upload before download. */
const profiles = {
  '/ppp/profile': [
    { name: 'home-10', 'rate-limit': '5M/10M' },
    { name: 'home-20', 'rate-limit': '10M/20M' },
    { name: 'business-50', 'rate-limit': '25M/50M' },
  ],
  '/ip/hotspot/user/profile': [{ name: 'hotspot-5', 'rate-limit': '2M/5M' }],
} as const;

/** Two routers that are none, whose users outlive a restart: one spoken to plainly, one over TLS with its certificate pinned. */
export async function startRouters(dataDir: string): Promise<Map<string, Simulator>> {
  const routers = new Map<string, Simulator>();
  for (const [index, name] of names.entries()) {
    const stateFile = join(dataDir, `${name}.json`);
    routers.set(
      name,
      await startSimulator({ tls: index > 0, stateFile, rows: { ...profiles, ...identity(name) } }),
    );
  }
  return routers;
}

const identity = (name: string) => ({ '/system/identity': [{ name }] });

/** Tells Karibu where the simulated routers listen this time. */
export async function announceRouters(db: Database, routers: ReadonlyMap<string, Simulator>): Promise<void> {
  const known = await listRouters(db);
  for (const [name, { host, port, tlsFingerprint }] of routers) {
    const address = { host, port, tls: tlsFingerprint !== null, tlsFingerprint };
    const router = known.find((it) => it.name === name);
    if (router) await editRouter(db, router.id, address);
    else await addRouter(db, { name, ...address, username: 'karibu', password: 'router-secret' });
  }
}

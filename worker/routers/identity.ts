import type { Service } from '../../domain/conversion.ts';
import { services } from './services.ts';
import type { RouterSession } from './session.ts';

/** What a router says about itself; null where it does not say. */
export interface RouterIdentity {
  readonly name: string | null;
  /** Such as `7.20.1 (stable)`. */
  readonly version: string | null;
  /** As RouterOS writes it: `1w2d3h4m5s`. */
  readonly uptime: string | null;
  readonly board: string | null;
}

/** @throws RouterAway, RouterRefused */
export async function readRouterIdentity(session: RouterSession): Promise<RouterIdentity> {
  const [identity] = await session.exec(['/system/identity/print']);
  const properties = '=.proplist=version,uptime,board-name';
  const [resource] = await session.exec(['/system/resource/print', properties]);
  return {
    name: identity?.name ?? null,
    version: resource?.version ?? null,
    uptime: resource?.uptime ?? null,
    board: resource?.['board-name'] ?? null,
  };
}

/** Speed and address pool live in a profile; a package names one. */
export interface Profile {
  readonly name: string;
  /** As RouterOS writes it: upload before download, `5M/10M`. Null: not limited by the profile. */
  readonly rateLimit: string | null;
}

/** @throws RouterAway, RouterRefused */
export async function listProfiles(session: RouterSession, service: Service): Promise<Profile[]> {
  const rows = await session.exec([`${services[service].profiles}/print`, '=.proplist=name,rate-limit']);
  return rows.map((row) => ({ name: row.name ?? '', rateLimit: row['rate-limit'] ?? null }));
}

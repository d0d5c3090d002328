import { type Service, services as serviceNames } from '../../domain/conversion.ts';
import { RouterRefused } from './errors.ts';
import { services } from './services.ts';
import type { RouterSession, Row } from './session.ts';
import { isOurs } from './subscribers.ts';

/** Who has an IP address on a router. */
export interface AddressHolder {
  readonly service: Service;
  readonly username: string;
  /** True: somebody has it at this moment, possibly from a pool. False: it is fixed for this user. */
  readonly online: boolean;
}

/**
 * Looks for somebody else with this IP address, among the users it is fixed for and those who are online, of both
 * services: an address is one address, however its holder comes online. The user whose comment begins like `comment`
 * is nobody else.
 *
 * @throws RouterAway, RouterRefused
 */
export async function lookForAddress(
  session: RouterSession,
  ipAddress: string,
  comment: string,
): Promise<AddressHolder | null> {
  const holders = await Promise.all(
    serviceNames.map((service) => holdersIn(session, service, ipAddress, comment)),
  );
  return holders.flat()[0] ?? null;
}

async function holdersIn(
  session: RouterSession,
  service: Service,
  ipAddress: string,
  comment: string,
): Promise<AddressHolder[]> {
  const { users, addressProperty, active, activeName } = services[service];
  const [fixed, online] = await Promise.all([
    rowsOrNoMenu(session, [`${users}/print`, '=.proplist=name,comment', `?${addressProperty}=${ipAddress}`]),
    rowsOrNoMenu(session, [`${active}/print`, `=.proplist=${activeName}`, `?address=${ipAddress}`]),
  ]);
  const ours = new Set(fixed.filter((row) => isOurs(row, comment)).map((row) => row.name));
  const others = [
    ...fixed.map((row) => ({ username: row.name ?? '', online: false })),
    ...online.map((row) => ({ username: row[activeName] ?? '', online: true })),
  ];
  return others.filter(({ username }) => !ours.has(username)).map((holder) => ({ service, ...holder }));
}

/** A router without the HotSpot package has no such menu, and nobody in it. */
async function rowsOrNoMenu(session: RouterSession, words: readonly string[]): Promise<Row[]> {
  try {
    return await session.exec(words);
  } catch (error) {
    if (error instanceof RouterRefused && error.reason === 'no_such_command') return [];
    throw error;
  }
}

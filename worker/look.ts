import type { ConversionError, Service } from '../domain/conversion.ts';
import { listProfiles } from './routers/identity.ts';
import { type AddressHolder, lookForAddress } from './routers/ip-addresses.ts';
import type { RouterSession } from './routers/session.ts';
import { type Finding, lookForUser, type WantedUser } from './routers/subscribers.ts';

type Ours = Extract<Finding, { found: 'ours' }>;
type Foreign = Extract<Finding, { found: 'foreign' }>;

/** What a look at the router tells of the user that is wanted there. */
export type Look =
  /** `remark`: what somebody has changed in it meanwhile; it is told and left so. */
  | { found: 'ours'; username: string; routerItemId: string; remark: string | null }
  | { found: 'nothing' }
  /** It is not there and cannot be added. */
  | { found: 'hindrance'; error: ConversionError };

/**
 * Before an add: is our user there already, does somebody else have its name or its address, is there its profile?
 * The questions go out together, so that a far router is waited for once.
 *
 * @throws RouterAway, RouterRefused
 */
export async function lookBeforeAdding(session: RouterSession, wanted: WantedUser): Promise<Look> {
  const { service, profile, ipAddress, comment } = wanted;
  const [seen, holder, profiles] = await Promise.all([
    lookAgain(session, wanted),
    ipAddress ? lookForAddress(session, ipAddress, comment) : null,
    listProfiles(session, service),
  ]);
  if (seen.found !== 'nothing') return seen;
  if (ipAddress && holder) return hindrance('address_taken', addressTaken(ipAddress, holder));
  if (profiles.some(({ name }) => name === profile)) return seen;
  return hindrance('profile_missing', profileMissing(profile, service));
}

/**
 * After an add: is our user there?
 *
 * @throws RouterAway, RouterRefused
 */
export async function lookAgain(session: RouterSession, wanted: WantedUser): Promise<Look> {
  const finding = await lookForUser(session, wanted);
  if (finding.found === 'none') return { found: 'nothing' };
  const { user } = finding;
  if (finding.found === 'foreign') return hindrance('username_taken', usernameTaken(user));
  const remark = finding.drift.length > 0 ? `Changed on the router: ${describe(finding.drift)}.` : null;
  return { found: 'ours', username: user.username, routerItemId: user.id, remark };
}

const hindrance = (code: ConversionError['code'], message: string): Look => ({
  found: 'hindrance',
  error: { code, message },
});

const describe = (drift: Ours['drift']) =>
  drift.map(({ property, actual, wanted }) => `${property} is "${actual}" instead of "${wanted}"`).join(', ');

function usernameTaken({ username, profile, comment }: Foreign['user']): string {
  const about = comment ? `profile "${profile}", comment "${comment}"` : `profile "${profile}", no comment`;
  return `The router already has a user "${username}" that is not ours (${about}). Choose another username.`;
}

function addressTaken(ipAddress: string, { username, online }: AddressHolder): string {
  const how = online ? 'in use by' : 'fixed for';
  return `The address ${ipAddress} is ${how} "${username}" on the router. Choose another one, or leave it to the profile's pool.`;
}

function profileMissing(profile: string, service: Service): string {
  const kind = service === 'pppoe' ? 'PPP' : 'hotspot user';
  return `The router has no ${kind} profile "${profile}". Add it there, or choose another package.`;
}

import type { Service } from '../../domain/conversion.ts';
import { RouterRefused } from './errors.ts';
import { services } from './services.ts';
import type { RouterSession, Row } from './session.ts';

/** A subscriber's user as it should be on the router. All of it is fixed before the router hears the first word. */
export interface WantedUser {
  readonly service: Service;
  readonly username: string;
  readonly profile: string;
  /** A fixed IP address; null takes one from the profile's pool. */
  readonly ipAddress: string | null;
  /** `conversion_… lead_…`: its first word is the marker that proves the row is ours. */
  readonly comment: string;
}

/** A user as it is on the router. */
interface RouterUser {
  /** The row's `.id`, such as `*1F`; it does not outlive a restore of the router. */
  readonly id: string;
  readonly username: string;
  readonly profile: string;
  readonly ipAddress: string | null;
  readonly disabled: boolean;
  readonly comment: string;
}

/** A property of our row that somebody has changed on the router. It is told, never set right: they may have had a reason. */
interface Drift {
  readonly property: 'username' | 'service' | 'profile' | 'ipAddress' | 'disabled';
  readonly wanted: string;
  readonly actual: string;
}

export type Finding =
  | { readonly found: 'none' }
  | { readonly found: 'ours'; readonly user: RouterUser; readonly drift: readonly Drift[] }
  | { readonly found: 'foreign'; readonly user: RouterUser };

/**
 * Looks for the user's name and for our marker, so that a user of ours is found under the name an administrator gave
 * it too. Whether names are unique per service or server differs between routers, so every row of this name counts.
 *
 * @throws RouterAway, RouterRefused
 */
export async function lookForUser(session: RouterSession, wanted: WantedUser): Promise<Finding> {
  const { users, addressProperty } = services[wanted.service];
  const properties = ['.id', 'name', 'service', 'profile', addressProperty, 'comment', 'disabled'];
  // Queries know no prefixes: the whole comment is asked for, and the first word compared here.
  const rows = await session.exec([
    `${users}/print`,
    `=.proplist=${properties.join(',')}`,
    `?name=${wanted.username}`,
    `?comment=${wanted.comment}`,
    '?#|',
  ]);
  const ours = rows.find((row) => isOurs(row, wanted.comment));
  if (ours) return { found: 'ours', user: readUser(ours, wanted.service), drift: drift(ours, wanted) };
  const [foreign] = rows;
  return foreign ? { found: 'foreign', user: readUser(foreign, wanted.service) } : { found: 'none' };
}

/** The proof is the first word only: an administrator may have written something behind it. */
export function isOurs(row: Row, comment: string): boolean {
  return firstWord(row.comment) === firstWord(comment);
}

function firstWord(text = ''): string {
  return text.split(/\s/, 1)[0] ?? '';
}

function readUser(row: Row, service: Service): RouterUser {
  return {
    id: row['.id'] ?? '',
    username: row.name ?? '',
    profile: row.profile ?? 'default',
    ipAddress: row[services[service].addressProperty] ?? null,
    disabled: row.disabled === 'true' || row.disabled === 'yes',
    comment: row.comment ?? '',
  };
}

function drift(row: Row, wanted: WantedUser): Drift[] {
  const user = readUser(row, wanted.service);
  const compared: Drift[] = [
    { property: 'username', wanted: wanted.username, actual: user.username },
    { property: 'service', wanted: services[wanted.service].pppService ?? '', actual: row.service ?? '' },
    { property: 'profile', wanted: wanted.profile, actual: user.profile },
    { property: 'ipAddress', wanted: wanted.ipAddress ?? '', actual: user.ipAddress ?? '' },
    { property: 'disabled', wanted: 'false', actual: String(user.disabled) },
  ];
  return compared.filter((each) => each.wanted !== each.actual);
}

export type Addition =
  | { readonly added: true; readonly id: string }
  | { readonly added: false; readonly refusal: RouterRefused };

/**
 * Adds the user, in one command, so that it never exists without its marker. A refusal is an answer here, not a fault:
 * `already_exists` means that somebody was faster, possibly ourselves before a crash.
 *
 * @throws RouterAway; after `outcome_unknown` only another look on a new session tells whether the user is there
 */
export async function addUser(
  session: RouterSession,
  wanted: WantedUser & { readonly password: string },
): Promise<Addition> {
  const { users, addressProperty, pppService } = services[wanted.service];
  const attributes = {
    name: wanted.username,
    password: wanted.password,
    service: pppService,
    profile: wanted.profile,
    [addressProperty]: wanted.ipAddress,
    comment: wanted.comment,
  };
  try {
    const [answer] = await session.exec([`${users}/add`, ...attributeWords(attributes)]);
    return { added: true, id: answer?.ret ?? '' };
  } catch (error) {
    if (error instanceof RouterRefused) return { added: false, refusal: error };
    throw error;
  }
}

/** The router refuses an empty address and takes an empty profile for a name, so what is empty is left out. */
function attributeWords(attributes: Readonly<Record<string, string | null>>): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => (value ? [`=${name}=${value}`] : []));
}

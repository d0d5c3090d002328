import { RouterAway } from './errors.ts';

/** Where a router's API is and how to sign in there. */
export interface RouterAddress {
  readonly host: string;
  /** RouterOS listens on 8728 (api) and 8729 (api-ssl) unless told otherwise. */
  readonly port: number;
  readonly tls: boolean;
  /** SHA-256 of the router's certificate, with or without colons. Null: an authority must vouch for it. */
  readonly tlsFingerprint: string | null;
  readonly username: string;
  readonly password: string;
}

const printableAscii = /^[\x20-\x7e]*$/;
const sha256 = /^[0-9A-F]{64}$/;

/** As the operator knows it: host and port. */
export function routerName(router: RouterAddress): string {
  return `Router ${router.host}:${router.port}`;
}

/** Operators paste fingerprints with colons, spaces or in small letters; null when it is no SHA-256 fingerprint. */
export function plainFingerprint(text: string): string | null {
  const digits = text.replaceAll(/[\s:]/g, '').toUpperCase();
  return sha256.test(digits) ? digits : null;
}

/** @throws RouterAway for an address nobody can sign in with; nothing has been sent then */
export function refuseUnusableAddress(router: RouterAddress): void {
  if (router.username === '' || !printableAscii.test(router.username))
    throw new RouterAway(
      'sign_in',
      `${routerName(router)}: the name of the API user must be plain ASCII and not empty.`,
    );
  // RouterOS before 6.43 digests the password's bytes, later versions store them, and neither names an encoding.
  if (!printableAscii.test(router.password))
    throw new RouterAway(
      'sign_in',
      `${routerName(router)}: the API user's password must be plain ASCII; give it another one.`,
    );
  if (router.tls && router.tlsFingerprint !== null && plainFingerprint(router.tlsFingerprint) === null)
    throw new RouterAway(
      'tls',
      `${routerName(router)}: the pinned fingerprint is no SHA-256 fingerprint (64 hexadecimal digits).`,
    );
}

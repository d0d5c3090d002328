import type { AwayKind } from './errors.ts';

/** Why a connection is gone. `what` continues a sentence that begins with the router's name. */
export interface Outage {
  readonly kind: Extract<AwayKind, 'unreachable' | 'tls' | 'sign_in'>;
  readonly what: string;
}

/** One row: an error code of Node's sockets, and what it tells the operator. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection. Is its API service enabled on this port?',
  ECONNRESET: 'cut the connection.',
  ENOTFOUND: 'cannot be found: no such host name.',
  EAI_AGAIN: 'cannot be found: the name server does not answer.',
  ETIMEDOUT: 'does not answer. Is it online?',
  EHOSTUNREACH: 'cannot be reached. Is it online, and is the VPN up?',
  ENETUNREACH: 'cannot be reached. Is the VPN up?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS on this port. Is this the port of its api-ssl service?',
};

/** Node and OpenSSL have some forty codes for a certificate nobody vouches for, and as many for a failed handshake. */
const certificateCode = /CERT|LEAF|ALTNAME|SELF_SIGNED|HOSTNAME/;
const handshakeCode = /SSL|TLS|EPROTO/;

export function readSocketError(error: NodeJS.ErrnoException): Outage {
  const code = error.code ?? error.message;
  const known = meanings[code];
  if (known) return { kind: 'unreachable', what: `${known} (${code})` };
  if (certificateCode.test(code))
    return {
      kind: 'tls',
      what: `showed a certificate nobody vouches for. If it is the router's own, pin its fingerprint. (${code})`,
    };
  if (handshakeCode.test(code))
    return {
      kind: 'tls',
      what: `cannot agree on TLS with this server. Its api-ssl service needs a certificate and TLS 1.2 or later. (${code})`,
    };
  return { kind: 'unreachable', what: `lost the connection. (${code})` };
}

const isThatTls = 'Is this the port of its api-ssl service?';

/** RouterOS hangs up without a word on addresses that are not in its list, and when its sessions are all taken. */
export function closedEarly(tls: boolean): Outage {
  const listed =
    'Is this server in the "address" list of its API service, and are there sessions left (max-sessions)?';
  return {
    kind: 'unreachable',
    what: `closed the connection before the sign-in. ${listed}${tls ? ` ${isThatTls}` : ''}`,
  };
}

/** Some routers do the same with an RST. */
export function failedEarly(error: NodeJS.ErrnoException, tls: boolean): Outage {
  return error.code === 'ECONNRESET' ? closedEarly(tls) : readSocketError(error);
}

export const closed: Outage = { kind: 'unreachable', what: 'closed the connection.' };

export const closedByUs: Outage = {
  kind: 'unreachable',
  what: 'has no session open: it was closed on this side.',
};

export function silentAtOpening(ms: number, tls: boolean): Outage {
  return {
    kind: 'unreachable',
    what: `did not let us in within ${ms / 1000} s.${tls ? ` ${isThatTls}` : ''}`,
  };
}

export function silentAfter(command: string, ms: number): Outage {
  return { kind: 'unreachable', what: `gave no answer to ${command} within ${ms / 1000} s.` };
}

export function brokeProtocol(how: string): Outage {
  return { kind: 'unreachable', what: `does not speak the RouterOS API as it should: ${how}.` };
}

export function endedSession(reason: string): Outage {
  return { kind: 'unreachable', what: `ended the session: ${reason}.` };
}

export function refusedSignIn(username: string, routerWords: string): Outage {
  return { kind: 'sign_in', what: `refused to sign in the API user "${username}": ${routerWords}.` };
}

export function otherCertificate(shown: string | null): Outage {
  const what = shown ? `showed the certificate ${shown}` : 'showed no certificate';
  return {
    kind: 'tls',
    what: `${what}, which is not the pinned one. If the router got a new certificate, pin it again.`,
  };
}

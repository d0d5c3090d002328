import type { AwayKind } from './errors.ts';

/** Why a connection is gone. `what` continues a sentence that begins with the router's name. */
export interface Outage {
  readonly kind: Extract<AwayKind, 'unreachable' | 'tls' | 'sign_in'>;
  readonly what: string;
}

/** One row: an error code of Node's sockets, and what it tells the operator. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection. Is its API service enabled on this port?',
  ECONNRESET: 'cut the connection. Is this server in the "address" list of its API service?',
  ENOTFOUND: 'cannot be found: no such host name.',
  EAI_AGAIN: 'cannot be found: the name server does not answer.',
  ETIMEDOUT: 'does not answer. Is it online?',
  EHOSTUNREACH: 'cannot be reached. Is it online, and is the VPN up?',
  ENETUNREACH: 'cannot be reached. Is the VPN up?',
};

/** Node's own names for a certificate or a handshake that failed; there are some forty of them. */
const tlsCode = /CERT|SSL|TLS|ALTNAME|SELF_SIGNED|EPROTO/;

export function readSocketError(error: NodeJS.ErrnoException): Outage {
  const code = error.code ?? error.message;
  if (tlsCode.test(code))
    return {
      kind: 'tls',
      what: `could not be trusted over TLS (${code}). If its certificate is self-signed, pin its fingerprint.`,
    };
  return { kind: 'unreachable', what: `${meanings[code] ?? 'lost the connection.'} (${code})` };
}

/** RouterOS hangs up without a word on addresses that are not in its list, and when its sessions are all taken. */
export const closedEarly: Outage = {
  kind: 'unreachable',
  what: 'closed the connection before the sign-in. Is this server in the "address" list of its API service, and are there sessions left (max-sessions)?',
};

export const closed: Outage = { kind: 'unreachable', what: 'closed the connection.' };

export const closedByUs: Outage = {
  kind: 'unreachable',
  what: 'has no session open: it was closed on this side.',
};

export function silentAtOpening(ms: number, tls: boolean): Outage {
  const hint = tls ? ' Is this the port of its api-ssl service?' : '';
  return { kind: 'unreachable', what: `did not let us in within ${ms / 1000} s.${hint}` };
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

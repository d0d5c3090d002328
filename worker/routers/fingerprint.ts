import { isIP } from 'node:net';
import { type ConnectionOptions, connect, TLSSocket } from 'node:tls';
import { plainFingerprint, type RouterAddress } from './address.ts';
import { RouterAway } from './errors.ts';
import { closedEarly, failedEarly, type Outage, otherCertificate, silentAtOpening } from './outage.ts';

/**
 * A pinned fingerprint takes the place of the authority: a MikroTik router usually signs its own certificate, and the
 * handshake proves that it holds the key. Without one, an authority known to Node must vouch for it.
 */
export function tlsOptions(router: RouterAddress): ConnectionOptions | undefined {
  if (!router.tls) return undefined;
  return { ...servername(router.host), rejectUnauthorized: router.tlsFingerprint === null };
}

/** TLS forbids an IP address as server name. */
function servername(host: string): ConnectionOptions {
  return isIP(host) ? {} : { servername: host };
}

/** To be asked once the handshake is over, before the first word is sent. Null: this is the router we know. */
export function mistrust(socket: unknown, router: RouterAddress): Outage | null {
  if (!router.tls || router.tlsFingerprint === null) return null;
  const shown = socket instanceof TLSSocket ? shownFingerprint(socket) : null;
  const pinned = plainFingerprint(router.tlsFingerprint);
  return shown !== null && plainFingerprint(shown) === pinned ? null : otherCertificate(shown);
}

function shownFingerprint(socket: TLSSocket): string | null {
  // Node answers an empty object, against its own types, when there is no certificate.
  return socket.getPeerCertificate().fingerprint256 ?? null;
}

/**
 * Asks a router for its certificate's SHA-256 fingerprint, so that an operator can compare and pin it. Says nothing
 * to the router besides the handshake.
 *
 * @throws RouterAway `unreachable` or `tls`
 */
export function readFingerprint(host: string, port: number, deadlineMs = 5_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...servername(host), rejectUnauthorized: false });
    const leave = () => {
      clearTimeout(deadline);
      socket.destroy();
    };
    const giveUp = ({ kind, what }: Outage) => {
      leave();
      reject(new RouterAway(kind, `Router ${host}:${port} ${what}`));
    };
    const deadline = setTimeout(() => giveUp(silentAtOpening(deadlineMs, true)), deadlineMs);
    socket.on('error', (error) => giveUp(failedEarly(error, true)));
    socket.once('close', () => giveUp(closedEarly(true)));
    socket.once('secureConnect', () => {
      const shown = shownFingerprint(socket);
      if (shown === null) return giveUp(otherCertificate(null));
      leave();
      resolve(shown);
    });
  });
}

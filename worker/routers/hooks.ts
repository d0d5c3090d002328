/**
 * The only file that touches the private parts of node-routeros.
 *
 * The library opens the socket (plain or TLS), keeps the list of tags that wait for replies, and signs in (both forms
 * of login). Its own reading and writing is replaced: it guesses where sentences end from where TCP cut them, dies of
 * `!empty` (RouterOS 7.18 and later), leaves promises pending for ever when a connection is lost, and makes one system
 * call per word, which costs 44 ms a command with Nagle's algorithm on the other side.
 *
 * The package is discontinued, so these parts cannot move; should another version ever be installed, the process
 * refuses to start.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { Connector, RouterOSAPI } from 'node-routeros';
import type { RouterAddress } from './address.ts';
import { encodeSentence } from './words.ts';

/** What happens on the socket, in the place of the library's own ears. */
export interface Ears {
  /** TCP is up, and TLS if asked for; nothing has been sent yet. */
  connected(): void;
  received(chunk: Buffer): void;
  ended(): void;
  /** Node's own error, with its code; the library would have replaced it by one without a message. */
  failed(error: NodeJS.ErrnoException): void;
}

export interface Dialled {
  readonly socket: Socket;
  /** Writes `/login` and waits for the answer. Never settles when the router refuses or goes away. */
  signIn(): Promise<unknown>;
  /** Gives every reply under this tag, without its tag word, to `hear`. */
  listen(tag: string, hear: (words: string[]) => void): void;
  unlisten(tag: string): void;
  /** A late or repeated reply, for whose tag nobody listens, is dropped. */
  deliver(tag: string, words: string[]): void;
}

interface ConnectorInside {
  onConnect(): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(error: NodeJS.ErrnoException): void;
  connect(): unknown;
  write(words: string[]): unknown;
  read(tag: string, callback: (words: string[]) => void): void;
  stopRead(tag: string): void;
}

interface ConnectedInside {
  readonly socket: Socket;
  readonly receiver: { readonly tags: Map<string, { callback(words: string[]): void }> };
}

interface ApiInside {
  connector: ConnectorInside;
  login(): Promise<unknown>;
}

const hookedParts = ['onConnect', 'onData', 'onEnd', 'onError', 'connect', 'write', 'read', 'stopRead'];

function assertKnownLibrary(): void {
  const { version } = createRequire(import.meta.url)('node-routeros/package.json');
  assert.equal(
    version,
    '1.6.9',
    `worker/routers hooks private parts of node-routeros 1.6.9; ${version} is installed`,
  );
  for (const part of hookedParts)
    assert.equal(
      typeof Reflect.get(Connector.prototype, part),
      'function',
      `node-routeros lost Connector.${part}`,
    );
  assert.equal(
    typeof Reflect.get(RouterOSAPI.prototype, 'login'),
    'function',
    'node-routeros lost its login',
  );
}

assertKnownLibrary();

/** Begins to connect. `ears` hear of nothing before this function has returned. */
export function dial(router: RouterAddress, tls: ConnectionOptions | undefined, ears: Ears): Dialled {
  // The casts in this function are true for 1.6.9, whose parts are asserted above: they only lift `private`.
  const connector = new Connector({
    host: router.host,
    port: router.port,
    timeout: 3600,
    tls,
  }) as unknown as ConnectorInside;
  connector.onConnect = ears.connected;
  connector.onData = ears.received;
  connector.onEnd = ears.ended;
  connector.onError = ears.failed;
  connector.connect();

  const { socket, receiver } = connector as unknown as ConnectedInside;
  // The deadlines are ours; the library would end an idle session without a reason.
  socket.setTimeout(0);
  socket.setNoDelay(true);
  socket.once('close', ears.ended);
  connector.write = (words) => void socket.write(encodeSentence(words));

  const api = new RouterOSAPI({
    host: router.host,
    user: router.username,
    password: router.password,
  }) as unknown as ApiInside;
  api.connector = connector;
  return {
    socket,
    signIn: () => api.login(),
    listen: (tag, hear) => connector.read(tag, hear),
    unlisten: (tag) => connector.stopRead(tag),
    deliver: (tag, words) => receiver.tags.get(tag)?.callback(words),
  };
}

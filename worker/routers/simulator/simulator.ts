import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { certificate, privateKey } from './certificate.ts';
import { type Machine, type Switches, serve } from './connection.ts';
import { createFaultList, type Fault } from './faults.ts';
import { createRowStore, type RowStore, type Rows } from './rows.ts';
import { encodeReply, type Sentence, withoutSecrets } from './sentences.ts';
import type { Account } from './sign-in.ts';
import { send } from './wire.ts';

export interface SimulatorOptions extends Partial<Switches> {
  /** Loopback, and a free port, unless told otherwise. */
  readonly host?: string;
  readonly port?: number;
  readonly tls?: boolean;
  /** Who may sign in; without it `karibu` with the password `router-secret`, who may do everything. */
  readonly accounts?: readonly Account[];
  /** Rows besides those every new router has. */
  readonly rows?: Rows;
  /** Where the rows are kept between two starts; memory only without it. */
  readonly stateFile?: string;
}

/**
 * A RouterOS router that is none: a TCP or TLS server that speaks the API protocol and keeps users, for the demo and
 * for tests. Its rows can be read and edited behind the API's back, as an administrator would, and it can be told to
 * fail.
 */
export interface Simulator {
  readonly host: string;
  readonly port: number;
  /** SHA-256 of its certificate; null without TLS. */
  readonly tlsFingerprint: string | null;
  readonly rows: RowStore['list'];
  readonly addRow: RowStore['add'];
  readonly editRow: RowStore['edit'];
  readonly removeRow: RowStore['remove'];
  /** Orders a fault; returns the way to call it off. */
  fault(fault: Fault): () => void;
  /** Every sentence received, oldest first, without passwords. */
  readonly log: readonly Sentence[];
  /** How many connections are open. */
  readonly connections: number;
  /** Says something nobody asked for on every connection. */
  interject(sentence: Sentence): void;
  /** Stops listening and cuts every connection. */
  goAway(): Promise<void>;
  /** Listens again, on the same port. */
  comeBack(): Promise<void>;
  /** Goes away for good; what was to happen later does not. */
  stop(): Promise<void>;
}

const defaultSwitches: Switches = {
  loginForm: 'password',
  saysEmpty: true,
  tagPosition: 'second',
  saysCategory: false,
  secretsUniqueBy: 'name',
  maxSessions: 20,
  delayMs: 0,
};

const defaultAccount: Account = {
  name: 'karibu',
  password: 'router-secret',
  policies: ['api', 'read', 'write', 'sensitive'],
};

/** Old sentences are forgotten, so that a demo may run for months. */
const rememberedSentences = 100_000;

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    host = '127.0.0.1',
    tls = false,
    accounts = [defaultAccount],
    rows = {},
    stateFile = null,
  } = options;
  const faults = createFaultList();
  const store = createRowStore(rows, stateFile);
  const log: Sentence[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const machine: Machine = {
    switches: { ...defaultSwitches, ...options },
    store,
    accounts,
    faults,
    remember(words) {
      if (log.length >= rememberedSentences) log.splice(0, rememberedSentences / 2);
      log.push(withoutSecrets(words));
    },
    later(ms, act) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, ms);
      timers.add(timer);
    },
  };
  const sockets = new Map<Socket, Socket>();
  const server = createServer((raw) => accept(machine, tls, sockets, raw));
  const port = await listen(server, host, options.port ?? 0);
  const goAway = () => shut(server, sockets);
  return {
    host,
    port,
    tlsFingerprint: tls ? new X509Certificate(certificate).fingerprint256 : null,
    rows: store.list,
    addRow: store.add,
    editRow: store.edit,
    removeRow: store.remove,
    fault: faults.order,
    log,
    get connections() {
      return sockets.size;
    },
    interject(sentence) {
      for (const socket of sockets.values()) send(socket, encodeReply([sentence]));
    },
    goAway,
    comeBack: async () => void (await listen(server, host, port)),
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await goAway();
    },
  };
}

/** Takes a new connection in: closed at the limit, or what a fault has in store for it, or served. */
function accept(machine: Machine, tls: boolean, sockets: Map<Socket, Socket>, raw: Socket): void {
  raw.setNoDelay(true);
  // A client that vanishes is everyday life for a router.
  raw.on('error', () => raw.destroy());
  raw.once('close', () => sockets.delete(raw));
  const full = sockets.size >= machine.switches.maxSessions;
  const fate = full ? 'close' : machine.faults.takeForConnection()?.do;
  const socket = tls && !fate ? secure(raw) : raw;
  sockets.set(raw, socket);
  if (!fate) {
    serve(machine, raw, socket);
    return;
  }
  raw.resume();
  if (fate === 'close') raw.end();
  if (fate === 'reset') raw.resetAndDestroy();
}

function secure(raw: Socket): TLSSocket {
  const socket = new TLSSocket(raw, { isServer: true, key: privateKey, cert: certificate });
  // A client that does not trust the certificate breaks the handshake off.
  socket.on('error', () => raw.destroy());
  return socket;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  // A server that listens on TCP has an address of this form.
  return (server.address() as AddressInfo).port;
}

async function shut(server: Server, sockets: ReadonlyMap<Socket, Socket>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  for (const raw of sockets.keys()) raw.destroy();
  await closed;
}

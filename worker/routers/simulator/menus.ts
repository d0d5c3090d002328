/** What a property takes: any text, an address, yes or no, one of these words, or the name of a row elsewhere. */
export type Accepts = 'text' | 'ip' | 'yes_no' | readonly string[] | { readonly nameIn: MenuPath };

interface Property {
  readonly accepts: Accepts;
  /** The value a new row gets when none is given. */
  readonly initial?: string;
  readonly required?: true;
  /** Can be printed, not set. */
  readonly readOnly?: true;
}

export type Verb = 'print' | 'add' | 'set' | 'remove' | 'enable' | 'disable';

export interface Menu {
  readonly verbs: readonly Verb[];
  readonly properties: Readonly<Record<string, Property>>;
  /** What the router says when a row of this name (and this `besides`) is there already. */
  readonly nameTaken?: { readonly message: string; readonly besides?: string };
}

export type MenuPath =
  | '/ppp/secret'
  | '/ppp/profile'
  | '/ppp/active'
  | '/ip/hotspot/user'
  | '/ip/hotspot/user/profile'
  | '/ip/hotspot/active'
  | '/ip/pool'
  | '/system/resource'
  | '/system/identity';

const text: Property = { accepts: 'text' };
const readOnly: Property = { accepts: 'text', readOnly: true };
const name: Property = { accepts: 'text', required: true };
const ip: Property = { accepts: 'ip' };
const counter: Property = { accepts: 'text', initial: '0' };
const disabled: Property = { accepts: 'yes_no', initial: 'false' };

const editable: readonly Verb[] = ['print', 'add', 'set', 'remove', 'enable', 'disable'];
const listOnly: readonly Verb[] = ['print', 'add', 'set', 'remove'];
const nameTakenElsewhere = { message: 'failure: already have such name' };

/**
 * One row: a menu, the verbs it knows, and its properties in the order they are printed. The names, the initial values
 * and the messages are those of the manual's PPP AAA and HotSpot pages and of public clients.
 */
export const menus: Readonly<Record<MenuPath, Menu>> = {
  '/ppp/secret': {
    verbs: editable,
    nameTaken: { message: 'failure: secret with the same name already exists' },
    properties: {
      name,
      service: { accepts: ['any', 'async', 'isdn', 'l2tp', 'pppoe', 'pptp', 'ovpn', 'sstp'], initial: 'any' },
      'caller-id': text,
      password: text,
      profile: { accepts: { nameIn: '/ppp/profile' }, initial: 'default' },
      'local-address': ip,
      'remote-address': ip,
      'remote-ipv6-prefix': text,
      routes: text,
      'limit-bytes-in': counter,
      'limit-bytes-out': counter,
      'last-logged-out': readOnly,
      comment: text,
      disabled,
    },
  },
  '/ppp/profile': {
    verbs: listOnly,
    nameTaken: nameTakenElsewhere,
    properties: {
      name,
      'local-address': text,
      'remote-address': text,
      'rate-limit': text,
      'only-one': { accepts: ['default', 'yes', 'no'], initial: 'default' },
      'dns-server': text,
      'use-compression': { accepts: ['default', 'yes', 'no'], initial: 'default' },
      'use-encryption': { accepts: ['default', 'yes', 'no', 'required'], initial: 'default' },
      'change-tcp-mss': { accepts: ['default', 'yes', 'no'], initial: 'default' },
      default: { accepts: 'yes_no', readOnly: true, initial: 'false' },
      comment: text,
    },
  },
  '/ppp/active': {
    verbs: ['print', 'remove'],
    properties: {
      name: readOnly,
      service: readOnly,
      'caller-id': readOnly,
      address: readOnly,
      uptime: readOnly,
    },
  },
  '/ip/hotspot/user': {
    verbs: editable,
    nameTaken: { message: 'failure: already have user with this name for this server', besides: 'server' },
    properties: {
      server: { ...text, initial: 'all' },
      name,
      password: text,
      address: ip,
      'mac-address': text,
      profile: { accepts: { nameIn: '/ip/hotspot/user/profile' }, initial: 'default' },
      routes: text,
      email: text,
      'limit-uptime': { ...text, initial: '0s' },
      'limit-bytes-in': counter,
      'limit-bytes-out': counter,
      'limit-bytes-total': counter,
      uptime: { ...readOnly, initial: '0s' },
      'bytes-in': { ...readOnly, initial: '0' },
      'bytes-out': { ...readOnly, initial: '0' },
      dynamic: { ...readOnly, initial: 'false' },
      comment: text,
      disabled,
    },
  },
  '/ip/hotspot/user/profile': {
    verbs: listOnly,
    nameTaken: nameTakenElsewhere,
    properties: {
      name,
      'address-pool': text,
      'shared-users': { ...text, initial: '1' },
      'rate-limit': text,
      'session-timeout': text,
      'idle-timeout': { ...text, initial: 'none' },
      'keepalive-timeout': { ...text, initial: '2m' },
      'status-autorefresh': { ...text, initial: '1m' },
      'add-mac-cookie': { accepts: 'yes_no', initial: 'true' },
      'mac-cookie-timeout': { ...text, initial: '3d' },
      'transparent-proxy': { accepts: 'yes_no', initial: 'false' },
      default: { accepts: 'yes_no', readOnly: true, initial: 'false' },
    },
  },
  '/ip/hotspot/active': {
    verbs: ['print', 'remove'],
    properties: {
      server: readOnly,
      user: readOnly,
      address: readOnly,
      'mac-address': readOnly,
      uptime: readOnly,
    },
  },
  '/ip/pool': {
    verbs: listOnly,
    nameTaken: nameTakenElsewhere,
    properties: { name, ranges: text, 'next-pool': text, comment: text },
  },
  '/system/resource': {
    verbs: ['print'],
    properties: {
      uptime: readOnly,
      version: readOnly,
      'cpu-load': readOnly,
      'board-name': readOnly,
      platform: readOnly,
    },
  },
  '/system/identity': { verbs: ['print', 'set'], properties: { name: text } },
};

/** These menus hold one row without an id, and `set` needs none. */
export const singletons: ReadonlySet<MenuPath> = new Set(['/system/resource', '/system/identity']);

export function isMenuPath(path: string): path is MenuPath {
  return Object.hasOwn(menus, path);
}

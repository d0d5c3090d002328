import type { GatewayAnswer } from './gateway.ts';

// What fetch throws, read once. Its messages may quote a header, and with it the key: only codes go on.

/** There was no address to go to, no connection, or none to trust: nothing was said. */
const nothingSaid = new Set([
  'ERR_INVALID_URL',
  'UND_ERR_CONNECT_TIMEOUT',
  'bad port',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The step that failed came before the first byte of the request. */
const beforeTheRequest = new Set(['connect', 'getaddrinfo']);

type Trouble = Exclude<GatewayAnswer, { came: 'answer' }>;

/** How far a request came that fetch threw for. */
export function reachTrouble(error: unknown): Trouble {
  if (!(error instanceof Error)) return { came: 'nothing', why: 'a throw that is no error' };
  if (error.name === 'TimeoutError') return { came: 'nothing', why: 'no answer in time' };
  if (error.name === 'AbortError') return { came: 'nothing', why: 'broken off when the bot stopped' };
  const { cause } = error;
  // fetch wraps whatever the network did: without a cause the request itself could not be made.
  if (!(cause instanceof Error)) return { came: 'unreached', why: 'the request could not be made' };
  const why = codeOf(cause) ?? 'a broken connection';
  return { came: neverLeft(cause) ? 'unreached' : 'nothing', why };
}

function codeOf(cause: Error): string | null {
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  // A port that fetch never speaks to (https://fetch.spec.whatwg.org/#port-blocking).
  return cause.message === 'bad port' ? 'bad port' : null;
}

function neverLeft(cause: Error): boolean {
  if (cause instanceof AggregateError)
    return cause.errors.every((each: unknown) => each instanceof Error && neverLeft(each));
  if (nothingSaid.has(codeOf(cause) ?? '')) return true;
  return 'syscall' in cause && typeof cause.syscall === 'string' && beforeTheRequest.has(cause.syscall);
}

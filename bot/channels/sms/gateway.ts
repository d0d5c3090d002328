import { reachTrouble } from './reach.ts';

/** Our account at Africa's Talking, or at a stand-in of it. */
export interface GatewayAccount {
  username: string;
  apiKey: string;
  /** A short code or sender id; null: the gateway's own, which nobody can answer. */
  sender: string | null;
  /** Without a slash at its end. */
  url: string;
}

/** What came back. Only `unreached` is sure to have left nothing with the gateway. */
export type GatewayAnswer =
  | { came: 'answer'; status: number; body: string; retryAfter: string | null }
  /** The request never left us; `why` is a code such as ECONNREFUSED. */
  | { came: 'unreached'; why: string }
  /** It may have left, and no answer came. */
  | { came: 'nothing'; why: string };

export interface Gateway {
  /** developers.africastalking.com, "Sending SMS": one message to one phone in E.164. */
  send(phone: string, text: string): Promise<GatewayAnswer>;
  /** developers.africastalking.com, "Fetch messages": what people wrote after that id, oldest first. */
  fetchAfter(lastReceivedId: string, signal: AbortSignal): Promise<GatewayAnswer>;
}

/** How long a send may take: its outbox row is leased for 30 s. */
const defaultPatienceMs = 20_000;

/** Speaks to the gateway. Never throws; `closing` breaks off what is under way. */
export function openGateway(
  { username, apiKey, sender, url }: GatewayAccount,
  closing: AbortSignal,
  patienceMs: number = defaultPatienceMs,
): Gateway {
  const address = `${url}/version1/messaging`;
  // A connection that is kept may be closed by the other side just as we write to it, and then nobody knows whether the
  // message left: each call takes a new one.
  const headers = { apiKey, accept: 'application/json', connection: 'close' };
  const call = (target: string, init: RequestInit, ending: AbortSignal): Promise<GatewayAnswer> =>
    withPatience(patienceMs, ending, async (signal) => {
      // A redirected POST would be followed as a GET, and answered as if the message had been taken.
      const response = await fetch(target, { ...init, headers, redirect: 'manual', signal });
      const { status } = response;
      const retryAfter = response.headers.get('retry-after');
      return { came: 'answer', status, retryAfter, body: await response.text() };
    });
  return {
    send: (phone, text) => {
      const message = { username, to: phone, message: text, bulkSMSMode: '1' };
      const body = new URLSearchParams({ ...message, ...(sender !== null && { from: sender }) });
      return call(address, { method: 'POST', body }, closing);
    },
    fetchAfter: (lastReceivedId, signal) =>
      call(`${address}?${new URLSearchParams({ username, lastReceivedId })}`, {}, signal),
  };
}

/**
 * Breaks `call` off after a while, or with `ending`. Not by `AbortSignal.any([…, AbortSignal.timeout(…)])`: in Node 20 the
 * garbage collector takes that time-out while it is waited for, and the call hangs for ever.
 */
async function withPatience(
  ms: number,
  ending: AbortSignal,
  call: (signal: AbortSignal) => Promise<GatewayAnswer>,
): Promise<GatewayAnswer> {
  const breaking = new AbortController();
  const breakOff = () => breaking.abort(ending.reason);
  const timer = setTimeout(() => breaking.abort(new DOMException('', 'TimeoutError')), ms);
  ending.addEventListener('abort', breakOff);
  if (ending.aborted) breakOff();
  try {
    return await call(breaking.signal);
  } catch (error) {
    return reachTrouble(error);
  } finally {
    clearTimeout(timer);
    ending.removeEventListener('abort', breakOff);
  }
}

import { type RouterAddress, refuseUnusableAddress, routerName } from './address.ts';
import { RouterAway } from './errors.ts';
import { mistrust, tlsOptions } from './fingerprint.ts';
import { type Dialled, dial } from './hooks.ts';
import * as outage from './outage.ts';
import { createSentenceReader } from './words.ts';

/**
 * One connection to a router, signed in.
 *
 *   dialling ──connected, certificate as pinned──▶ signing in ──!done──▶ open
 *       └──────────────────────┴─────────────────────────┴──▶ dead
 *
 * A dead line stays dead; another one is dialled. On its way to `open` a line dies by refusing its opener, later by
 * calling `onDeath`, in both cases once.
 */
export interface Line {
  /** Why the line is dead, continuing a sentence that begins with the router's name; null while it lives. */
  readonly dead: string | null;
  /** Gives every reply under this tag, without the tag word, to `hear`, until `forget`. */
  send(tag: string, sentence: Buffer, hear: (reply: string[]) => void): void;
  forget(tag: string): void;
  /** Destroys the connection at once. */
  cut(why: outage.Outage): void;
  /** Says goodbye, and destroys the connection if the router does not answer that. */
  hangUp(): void;
}

/** After our FIN a router that does not close its side would hold the socket for ever. */
const goodbyeMs = 300;

interface Connection {
  readonly router: RouterAddress;
  readonly onDeath: (why: string) => void;
  dialled: Dialled | null;
  phase: 'dialling' | 'signing_in' | 'open';
  dead: string | null;
  /** Refuses whoever waits for the opening; to nobody once the line is open. */
  refuseOpening: (reason: RouterAway) => void;
}

/** @throws RouterAway `unreachable`, `tls` or `sign_in`: no command has reached the router */
export async function openLine(
  router: RouterAddress,
  openMs: number,
  onDeath: (why: string) => void,
): Promise<Line> {
  refuseUnusableAddress(router);
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Line>((resolve, refuseOpening) => {
      const connection: Connection = {
        router,
        onDeath,
        dialled: null,
        phase: 'dialling',
        dead: null,
        refuseOpening,
      };
      deadline = setTimeout(() => die(connection, outage.silentAtOpening(openMs, router.tls)), openMs);
      const opened = (dialled: Dialled) => {
        if (connection.dead !== null) return;
        connection.phase = 'open';
        resolve(createLine(connection, dialled));
      };
      const dialled = dialRouter(connection, opened);
      connection.dialled = dialled;
    });
  } finally {
    clearTimeout(deadline);
  }
}

function dialRouter(connection: Connection, opened: (dialled: Dialled) => void): Dialled {
  const { router } = connection;
  const read = createSentenceReader();
  const isEarly = () => connection.phase !== 'open';
  const dialled = dial(router, tlsOptions(router), {
    connected() {
      const doubt = mistrust(dialled.socket, router);
      if (doubt) return die(connection, doubt);
      connection.phase = 'signing_in';
      // When `hear` meets a refusal, in the router's own words, this promise is left pending.
      dialled.signIn().then(
        () => opened(dialled),
        (error: Error) => die(connection, outage.refusedSignIn(router.username, error.message)),
      );
    },
    received(chunk) {
      for (const words of readOrDie(connection, read, chunk)) hear(connection, dialled, words);
    },
    ended: () => die(connection, isEarly() ? outage.closedEarly(router.tls) : outage.closed),
    failed: (error) =>
      die(connection, isEarly() ? outage.failedEarly(error, router.tls) : outage.readSocketError(error)),
  });
  return dialled;
}

function readOrDie(connection: Connection, read: (chunk: Buffer) => string[][], chunk: Buffer): string[][] {
  if (connection.dead !== null) return [];
  try {
    return read(chunk);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    die(connection, outage.brokeProtocol(`it sent ${error.message}`));
    return [];
  }
}

function hear(connection: Connection, dialled: Dialled, words: readonly string[]): void {
  if (connection.dead !== null) return;
  const { username } = connection.router;
  const isEarly = connection.phase !== 'open';
  const [word = '', ...rest] = words;
  const tagWord = rest.find((each) => each.startsWith('.tag='));
  const tag = tagWord?.slice('.tag='.length) ?? '';
  const reply = [word, ...rest.filter((each) => each !== tagWord)];
  const signInRefusal = isEarly ? readSignInRefusal(reply) : null;
  if (word === '!fatal') {
    const reason = reply.slice(1).join(' ') || 'no reason given';
    die(connection, isEarly ? outage.refusedSignIn(username, reason) : outage.endedSession(reason));
  } else if (tag === '' || !word.startsWith('!')) {
    // Without its tag nobody can say which command this answers, nor whether the next reply is whole.
    die(connection, outage.brokeProtocol(`it sent "${word}" without a tag`));
  } else if (signInRefusal !== null) {
    die(connection, outage.refusedSignIn(username, signInRefusal));
  } else if (word === '!re' || word === '!trap' || word === '!done') {
    dialled.deliver(tag, reply);
  }
  // Anything else is `!empty` (RouterOS 7.18 and later) or what later versions invent: its reply still ends with `!done`.
}

/** Welcome while signing in is only `!done`, bare or with a challenge of RouterOS before 6.43; null: nothing against it. */
function readSignInRefusal([word, ...attributes]: readonly string[]): string | null {
  if (word === '!trap')
    return attributes.find((each) => each.startsWith('=message='))?.slice(9) ?? 'no reason given';
  if (word === '!re') return 'it answered with rows instead';
  if (word === '!done' && attributes.some((each) => !/^=ret=[0-9a-f]{32}$/.test(each)))
    return 'it answered with something else than a challenge';
  return null;
}

function die(connection: Connection, why: outage.Outage): void {
  if (connection.dead !== null) return;
  connection.dead = why.what;
  connection.dialled?.socket.destroy();
  connection.refuseOpening(new RouterAway(why.kind, `${routerName(connection.router)} ${why.what}`));
  if (connection.phase === 'open') connection.onDeath(why.what);
}

function createLine(connection: Connection, dialled: Dialled): Line {
  return {
    get dead() {
      return connection.dead;
    },
    send(tag, sentence, hearReply) {
      dialled.listen(tag, hearReply);
      dialled.socket.write(sentence);
    },
    forget: (tag) => dialled.unlisten(tag),
    cut: (why) => die(connection, why),
    hangUp() {
      if (connection.dead !== null) return;
      connection.dead = outage.closedByUs.what;
      dialled.socket.end();
      setTimeout(() => dialled.socket.destroy(), goodbyeMs).unref();
      connection.onDeath(outage.closedByUs.what);
    },
  };
}

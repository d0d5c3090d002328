// libsignal, which Baileys encrypts with, prints whole sessions with their private keys by console.info and console.warn
// ("Closing session: SessionEntry { … privKey … }", libsignal/src/session_record.js) and offers no switch for it.

const spoken = /session|prekey bundle/i;

const silenced = new WeakSet<object>();

/** From now on nothing about Signal sessions reaches the console; all else does. */
export function silenceLibsignal(at: Pick<Console, 'info' | 'warn'> = console): void {
  if (silenced.has(at)) return;
  silenced.add(at);
  for (const way of ['info', 'warn'] as const) {
    const print = at[way].bind(at);
    at[way] = (...words: unknown[]) => {
      if (typeof words[0] === 'string' && spoken.test(words[0])) return;
      print(...words);
    };
  }
}

import type { Sentence, Trap } from './sentences.ts';

/** What goes wrong with one command. `close` ends the connection with a FIN, `reset` with an RST. */
type Deed =
  /** The command is not carried out and not answered. */
  | { readonly do: 'close' | 'reset' | 'silence' }
  /** It is carried out, but the answer does not come, or only its first half and then a FIN. */
  | { readonly do: 'apply_then_close' | 'apply_then_reset' | 'apply_then_silence' | 'apply_then_half_reply' }
  /** It is carried out after so long, whether or not anybody still listens, and never answered. */
  | { readonly do: 'apply_late'; readonly ms: number }
  /** It is carried out at once and answered after so long. */
  | { readonly do: 'delay'; readonly ms: number }
  /** It is carried out; the answer leaves in two pieces cut at this byte, or byte by byte. */
  | { readonly do: 'split_reply'; readonly at: number | 'every_byte' }
  /** It is not carried out: the router says no in these words. */
  | { readonly do: 'refuse'; readonly traps: readonly Trap[] }
  /** It is not carried out: the router says `!fatal` and hangs up. */
  | { readonly do: 'fatal'; readonly reason: string | null }
  /** It is carried out; no sentence of the answer has its tag. */
  | { readonly do: 'untagged_reply' }
  /** It is carried out; a sentence with a reply word nobody knows comes first. */
  | { readonly do: 'unknown_reply_word' }
  /** It is carried out; the last sentence of the answer comes twice. */
  | { readonly do: 'duplicate_done' }
  /** It is carried out; these sentences come before the answer. */
  | { readonly do: 'say_first'; readonly sentences: readonly Sentence[]; readonly tagged: boolean }
  /** It is carried out; these bytes are the answer. */
  | { readonly do: 'answer_bytes'; readonly bytes: Buffer };

interface CommandFault {
  /** The command it waits for, such as `/ppp/secret/add`; `any` is any command but `/login`. */
  readonly on: 'any' | `/${string}`;
  /** Only for sentences that hold this word, such as `=name=jane`. */
  readonly having?: string;
}

interface ConnectFault {
  /** A new connection, before its first word. */
  readonly on: 'connect';
  readonly do: 'close' | 'reset' | 'silence';
}

export type Fault = ((CommandFault & Deed) | ConnectFault) & {
  /** How often it strikes before it is over; once unless told otherwise, for ever with Infinity. */
  readonly times?: number;
};

export type CommandDeed = CommandFault & Deed;

/** The faults a test has ordered and that have not struck yet. The first one ordered strikes first. */
export function createFaultList() {
  const waiting: { fault: Fault; left: number }[] = [];

  function take<Kind extends Fault>(strikes: (fault: Fault) => fault is Kind): Kind | null {
    for (const [at, entry] of waiting.entries()) {
      const { fault } = entry;
      if (!strikes(fault)) continue;
      entry.left -= 1;
      if (entry.left <= 0) waiting.splice(at, 1);
      return fault;
    }
    return null;
  }

  return {
    /** Returns the way to call it off. */
    order(fault: Fault): () => void {
      const entry = { fault, left: fault.times ?? 1 };
      waiting.push(entry);
      return () => {
        const at = waiting.indexOf(entry);
        if (at >= 0) waiting.splice(at, 1);
      };
    },
    takeForConnection: () => take((fault): fault is Fault & ConnectFault => fault.on === 'connect'),
    takeForCommand: (words: Sentence) =>
      take(
        (fault): fault is Fault & CommandDeed =>
          fault.on !== 'connect' &&
          isFor(fault.on, words[0]) &&
          (!fault.having || words.includes(fault.having)),
      ),
  };
}

export type FaultList = ReturnType<typeof createFaultList>;

function isFor(on: CommandFault['on'], command: string | undefined): boolean {
  return on === 'any' ? command !== '/login' : on === command;
}

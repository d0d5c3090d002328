import type { Standing } from '../../../domain/channel.ts';
import type { Ears } from '../channel.ts';

/** How the account stands, told once for each change and in the order of the changes. */
export interface StandingKeeper {
  /** We hold the account anew: what we told before may have been overwritten by another holder since. */
  begin(): void;
  /** Where it stands for all but a restriction, which goes before `well`. */
  say(standing: Standing): void;
  /** WhatsApp limits what we may send; null when it no longer does. */
  restrict(until: Date | 'unknown' | null): void;
  /** Without the restriction. */
  state(): Standing['state'];
  /** Everything is told. */
  settled(): Promise<void>;
  close(): void;
}

/** Where WhatsApp does not say when a restriction ends, we say so for a day after we met it last. */
const restrictedForMs = 24 * 60 * 60_000;

const restricted: Standing = {
  state: 'restricted',
  words:
    'WhatsApp does not let this number begin new chats for now (error 463). People who wrote before are still answered; do not send more from its phone, and wait.',
};

export function keepStanding(tell: Ears['tell']): StandingKeeper {
  let base: Standing = { state: 'connecting', words: null };
  let told: Standing | null = null;
  let telling = Promise.resolve();
  let restriction: NodeJS.Timeout | undefined;
  const review = () => {
    const standing = base.state === 'well' && restriction ? restricted : base;
    if (told?.state === standing.state && told.words === standing.words) return;
    told = standing;
    telling = telling.then(() => tell(standing));
  };
  const lift = () => {
    clearTimeout(restriction);
    restriction = undefined;
    review();
  };
  return {
    begin() {
      told = null;
      base = { state: 'connecting', words: null };
      review();
    },
    say(standing) {
      base = standing;
      review();
    },
    restrict(until) {
      clearTimeout(restriction);
      if (until === null) return lift();
      const forMs = until === 'unknown' ? restrictedForMs : until.getTime() - Date.now();
      // A timer holds 24 days at most; it is asked for again by the next refusal.
      restriction = setTimeout(lift, Math.min(Math.max(forMs, 0), 20 * restrictedForMs)).unref();
      review();
    },
    state: () => base.state,
    settled: () => telling,
    close: () => clearTimeout(restriction),
  };
}

import type { Phrase } from '../phrases/phrase.ts';
import type { Heard } from './hear.ts';
import type { State } from './state.ts';
import type { Effect, World } from './talk.ts';
import { isBelieved } from './trust.ts';
import { asking, saying, type Turn } from './turn.ts';

/** STOP: one confirmation, then silence. The talk stays where it is, so that START finds it there. */
export const stop = (words: string, state: State): Turn => ({
  ...saying({ ...state, stopped: true, personCalled: false }, { key: 'stopped' }),
  effects: [{ do: 'stop', words }],
});

type Start = Extract<Heard, { kind: 'start' | 'entered' }>;

/**
 * START and `/start`. The word alone is passed on even if this chat was not stopped: it may have been stopped by its phone
 * on another channel. `/start` comes with every tap on a link and counts only after STOP.
 */
export function resume(heard: Start, state: State, world: World): Turn {
  const effects = startsAgain(heard, state);
  const here: State = { ...state, stopped: false };
  const back: Phrase[] = isUnderWay(here) || state.stopped ? [{ key: 'welcome_back' }] : [];
  if (heard.kind === 'start') return { ...asking(here, ...back), effects };
  if (heard.token && !isBelieved(world)) return { ...refuseLink(here), effects };
  if (heard.token) {
    const redeem: Effect = { do: 'redeem_link', token: heard.token };
    return { ...saying(here, ...(state.stopped ? back : [])), effects: [...effects, redeem] };
  }
  // The link tapped last is the one they stand before; after the capture it is too late.
  const referralCode = here.phone === null && !world.person ? (heard.referral ?? here.referralCode) : null;
  return { ...asking({ ...here, referralCode }, ...back), effects };
}

/** The link is of no use; whatever is being asked goes on. */
export function refuseLink(state: State): Turn {
  const refusal = { key: 'link_invalid' } as const;
  return state.step === 'idle' ? saying(state, refusal) : asking(state, refusal);
}

function startsAgain(heard: Start, { stopped }: State): Effect[] {
  if (heard.kind === 'start') return [{ do: 'start_again', words: heard.words }];
  return stopped ? [{ do: 'start_again', words: '/start' }] : [];
}

const isUnderWay = ({ step }: State): boolean => step !== 'idle' && step !== 'done' && step !== 'handed_over';

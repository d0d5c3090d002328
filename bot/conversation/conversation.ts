import { beginTalk } from './state.ts';
import type { Talk } from './talk.ts';

/** The first working step: greets, and asks for the name. */
export const talk: Talk = (state, _event, world) => ({
  state: state.step === 'idle' ? { ...beginTalk(), step: 'name' } : state,
  replies: [
    { phrase: { key: 'greet_prospect', isp: world.ispName }, choices: [], asksContact: false },
    { phrase: { key: 'ask_name', about: 'self' }, choices: [], asksContact: false },
  ],
  effects: [],
});

import type { Said } from '../../domain/message.ts';
import { mediaKindOf } from './media-kind.ts';
import type { Turn } from './turn.ts';

/**
 * A photo or a voice note cannot be read here, but staff can look at it in the chat: it is noted on the lead, also where
 * there were words with it. Of an album one note is enough.
 */
export function noteMedia(turn: Turn, said: Said): Turn {
  const { state, effects } = turn;
  if (said.kind !== 'media' || state.about === 'other' || state.stopped) return turn;
  const what = mediaKindOf(said.what);
  // The lead is only being made, or is made later: `noteWhatWaited` goes on.
  if (state.capture === null) return { ...turn, state: { ...state, mediaToNote: what } };
  if (state.mediaNotedAt === state.step) return turn;
  const note = { do: 'note_media', capture: state.capture, what } as const;
  return { ...turn, state: { ...state, mediaNotedAt: state.step }, effects: [...effects, note] };
}

/** They are a lead now, and had sent something before. */
export function noteWhatWaited(turn: Turn): Turn {
  const { state, effects } = turn;
  const { capture, mediaToNote: what } = state;
  if (capture === null || what === null) return turn;
  return {
    ...turn,
    state: { ...state, mediaToNote: null },
    effects: [...effects, { do: 'note_media', capture, what }],
  };
}

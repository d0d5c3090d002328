import type { Said } from '../../domain/message.ts';
import { mediaKindOf } from './media-kind.ts';
import type { Turn } from './turn.ts';

/**
 * A photo or a voice note cannot be read here, but staff can look at it in the chat: it is noted on the lead, also where
 * there were words with it. Of an album one note is enough.
 */
export function noteMedia(turn: Turn, said: Said): Turn {
  const { state, effects } = turn;
  if (said.kind !== 'media' || state.capture === null || state.stopped) return turn;
  if (state.mediaNotedAt === state.step) return turn;
  const note = { do: 'note_media', capture: state.capture, what: mediaKindOf(said.what) } as const;
  return { ...turn, state: { ...state, mediaNotedAt: state.step }, effects: [...effects, note] };
}

import type { Transaction } from '../db/database.ts';
import { recordLeadEvent } from '../db/lead/lead-events.ts';
import type { MediaKind } from './conversation/media-kind.ts';
import type { Capture } from './conversation/talk.ts';

const named: Record<MediaKind, string> = {
  photo: 'a photo',
  voice: 'a voice note',
  video: 'a video',
  audio: 'a recording',
  document: 'a document',
  sticker: 'a sticker',
  other: 'something that is not text',
};

/** Leaves a note on the lead, for staff: what was sent stands in the chat itself. */
export async function noteMedia(tx: Transaction, { lead, as }: Capture, what: MediaKind): Promise<void> {
  const where = as === 'own' ? 'in the chat' : 'in a chat that only claims this phone';
  await recordLeadEvent(tx, lead, null, { kind: 'note', details: { text: `Sent ${named[what]} ${where}.` } });
}

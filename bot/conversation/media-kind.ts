/** What was sent instead of words, as people would call it. */
export const mediaKinds = ['photo', 'voice', 'video', 'audio', 'document', 'sticker', 'other'] as const;
export type MediaKind = (typeof mediaKinds)[number];

// Every channel has its own words for these (Telegram's video_note, WhatsApp's ptt); the first row that fits decides.
const words: readonly (readonly [RegExp, MediaKind])[] = [
  [/photo|image|picture/, 'photo'],
  [/voice|ptt/, 'voice'],
  [/sticker/, 'sticker'],
  [/video|animation|gif/, 'video'],
  [/audio/, 'audio'],
  [/document|file/, 'document'],
];

/** Takes the channel's word for it. */
export const mediaKindOf = (what: string): MediaKind =>
  words.find(([word]) => word.test(what.toLowerCase()))?.[1] ?? 'other';

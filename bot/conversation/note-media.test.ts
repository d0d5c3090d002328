import { expect, test } from 'vitest';
import type { Said } from '../../domain/message.ts';
import { parsePhone } from '../../domain/phone.ts';
import { mediaKindOf } from './media-kind.ts';
import { johnTheCaretaker, play, rehearse, savanna } from './rehearsal.ts';
import { beginTalk, type State } from './state.ts';

const sent = (what: string, caption: string | null = null): Said => ({ kind: 'media', what, caption });
const captured: State = {
  ...beginTalk(),
  step: 'place',
  answers: { name: 'Jane' },
  phone: parsePhone('0712345678'),
  capture: { lead: 'lead_0199f3c2-0000-7000-8000-000000000001', as: 'own' },
};

test('what cannot be read is called by its name, and noted on the lead once a question', () => {
  const { went, expected } = rehearse(`
    she sends: photo
    bot: Karibu!...
    bot: Thank you for the photo! I can only read text, sorry. Please write it in words.
    bot: What is your name?
    she sends: photo
    bot: Thank you for the photo! I can only read text, sorry. Please write it in words.
    bot: What is your name?
    she: Jane 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    does: note_media photo on own
    bot: Where shall we connect you?...
    she sends: ptt
    does: note_media voice on own
    bot: Thank you for the voice note! I can only read text, sorry. Please write it in words.
    bot: Where shall we connect you?...
    she sends: ptt
    bot: Thank you for the voice note!...
    bot: Where shall we connect you?...
    she: Kilimani 4B
    does: complete_lead own unitNumber=4B location=Kilimani
    bot: Which package would you like?
    she sends: document
    does: note_media document on own
    bot: Thank you for the document!...
    bot: Which package would you like?
  `);
  expect(went).toEqual(expected);
});

test('a voice note that makes the lead is noted on it, and its sender told that nobody heard it', () => {
  const { went, expected } = rehearse(
    `
    she sends: ptt
    does: capture_lead +254712345678 attested
    does: note_media voice on own
    bot: Karibu!...
    bot: Thank you for the voice note! I can only read text, sorry. Please write it in words.
    bot: What is your name?
  `,
    { ...savanna, attestedPhone: parsePhone('0712345678') },
  );
  expect(went).toEqual(expected);
});

test('on a claim it is noted too', () => {
  const claim: State = {
    ...captured,
    capture: { lead: 'lead_0199f3c2-0000-7000-8000-000000000001', as: 'claim' },
  };
  expect(play(claim, sent('image'), savanna).effects).toEqual([
    { do: 'note_media', capture: claim.capture, what: 'photo' },
  ]);
});

test('words under a photo are read, and the photo is noted', () =>
  expect(play(captured, sent('photo', 'Kilimani'), savanna)).toMatchObject({
    state: { step: 'unit', answers: { location: 'Kilimani' } },
    effects: [{ do: 'complete_lead' }, { do: 'note_media', what: 'photo' }],
  }));

test('after the yes a voice note is for a person, and noted', () =>
  expect(play({ ...captured, step: 'done' }, sent('voice'), savanna).effects.map((it) => it.do)).toEqual([
    'call_person',
    'note_media',
  ]));

test('nothing is noted after STOP, nor of an agent', () => {
  expect(play({ ...captured, stopped: true }, sent('photo'), savanna).effects).toEqual([]);
  const agents = { ...savanna, person: johnTheCaretaker };
  expect(play(captured, sent('photo'), agents).effects).toEqual([]);
});

test.each([
  ['photo', 'photo'],
  ['image', 'photo'],
  ['imageMessage', 'photo'],
  ['voice', 'voice'],
  ['voice note', 'voice'],
  ['ptt', 'voice'],
  ['video_note', 'video'],
  ['animation', 'video'],
  ['audio', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['dice', 'other'],
  ['', 'other'],
])('a channel’s "%s" is a %s', (what, kind) => expect(mediaKindOf(what)).toBe(kind));

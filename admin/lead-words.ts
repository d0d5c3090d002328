import type { EditRefused } from '../db/lead/lead-edit.ts';

const words = {
  not_found: 'This lead is not there any more.',
  changed_meanwhile: 'Somebody changed this lead while you were writing. Look at it, then save yours again.',
  locked: 'This lead has a user on a router, so that its status and phone stay as they are.',
  conversion_running: 'A user is being made for this lead just now. Wait until that is done.',
  phone_taken: 'This phone is a lead already.',
  packageId: 'This package is gone. Choose another.',
  assignedTo: 'This person no longer works here. Choose another.',
  surveyBy: 'This person no longer works here. Choose another.',
} as const;

/** Why a lead was not changed, for the person who wanted to. */
export const refusalWords = (refused: keyof typeof words): string => words[refused];

export const wordsOfRefusal = (refusal: EditRefused): string =>
  refusalWords(refusal.refused === 'unknown_reference' ? refusal.field : refusal.refused);

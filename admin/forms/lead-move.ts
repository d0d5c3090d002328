import { z } from 'zod';
import type { LeadChange } from '../../db/lead/lead-edit.ts';
import type { LeadStatus } from '../../domain/lead.ts';
import { optionalDate, optionalId, optionalText, requiredDate, tickBox } from './typed.ts';

/** What a move asks besides the status. */
export type MoveAnswers = Pick<LeadChange, 'reason' | 'survey' | 'fields'>;

/** Long enough for what a caller says; the history shows it whole. */
export const longestReason = 300;

/** A pill with nothing in it and one for a day that is chosen beside it; the others hold their date. */
export const anotherDay = 'other';

const notInterested = z
  .object({ reason: optionalText(80), words: optionalText(longestReason), endFollowUp: tickBox })
  .transform(
    ({ reason, words, endFollowUp }): MoveAnswers => ({
      reason: [reason, words].filter((it) => it !== null).join(': ') || null,
      ...(endFollowUp && { fields: { followUpDate: null } }),
    }),
  );

const siteSurvey = z
  .object({ surveyOn: requiredDate('Choose the day of the survey.'), surveyBy: optionalId('user') })
  .transform(({ surveyOn: on, surveyBy: by }): MoveAnswers => ({ survey: { on, by } }));

const futureProspect = z
  .object({ when: z.string().default(''), followUpDate: optionalDate })
  .transform(({ when, followUpDate }) => (when === anotherDay ? followUpDate : when || null))
  .pipe(z.iso.date({ error: 'Choose one of these days, or another.' }).nullable())
  .transform((followUpDate): MoveAnswers => ({ fields: { followUpDate } }));

/** The statuses that ask something, and how the answers are read. */
export const moveForms = {
  'Not Interested': notInterested,
  'Site Survey Scheduled': siteSurvey,
  'Future Prospect': futureProspect,
} as const satisfies Partial<Record<LeadStatus, z.ZodType<MoveAnswers>>>;

export type AskingStatus = keyof typeof moveForms;

export const isAsking = (status: LeadStatus): status is AskingStatus => status in moveForms;

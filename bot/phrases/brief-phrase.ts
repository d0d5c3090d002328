import { z } from 'zod';
import { briefQuestions } from '../conversation/question.ts';

// The brief talk: every message is paid for, so each is one SMS of 160 characters, in either language.

/** What may stand before a question, in the same message; where there are several, the one that comes first here. */
export const briefOpenings = [
  'greeting',
  'offer_person',
  'only_text',
  'not_sold',
  'resume_gently',
  'welcome_back',
  'unclear',
] as const;
export type BriefOpening = (typeof briefOpenings)[number];

/** `isp` and `name` are cut to what has room. */
const isp = z.string();

export const brief = [
  z.object({
    key: z.literal('brief_ask'),
    question: z.enum(briefQuestions),
    opening: z.enum(briefOpenings).nullable(),
    isp,
  }),
  /** The end: all was told, and a person calls. */
  z.object({ key: z.literal('brief_promise'), name: z.string().nullable(), isp }),
  z.object({ key: z.literal('brief_person_called') }),
  z.object({ key: z.literal('brief_help'), isp }),
] as const;

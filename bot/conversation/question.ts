/** What a lead is asked for, in the order in which a prospect is asked. */
export const questions = [
  'name',
  'phone',
  'place',
  'unit',
  'package',
  'isp',
  'reason',
  'has_router',
  'router',
] as const;
export type Question = (typeof questions)[number];

/** All that is asked where every message costs; a person asks the rest when they call. */
export const briefQuestions = ['name', 'phone', 'place', 'package'] as const satisfies Question[];
export type BriefQuestion = (typeof briefQuestions)[number];

/** Whose lead it is: the writer's own, or somebody else's whom an agent brings. */
export const abouts = ['self', 'other'] as const;

import { z } from '@hono/zod-openapi';
import { type FollowUpTerm, followUpTerms, type LeadFilter } from '../../db/lead/lead-filter.ts';
import { type LeadPlace, type LeadSort, leadSortFields } from '../../db/lead/lead-list.ts';
import { isId } from '../../domain/id.ts';
import { leadStatuses, parseSource, parseStatus } from '../../domain/lead.ts';
import type { Country } from '../../domain/phone.ts';

const noNul = (written: string) => !written.includes('\0');
const written = () => z.string('Give it once.').refine(noNul, 'This text cannot be searched for.');

/** A filter that may be given several times. An empty one asks nothing, as an empty field of a form. */
const repeatable = (description: string) =>
  z
    .union([written(), z.array(written())])
    .optional()
    .transform((given) => {
      const values = [given ?? []].flat().map((value) => value.trim());
      const asked = values.filter((value) => value !== '');
      return asked.length > 0 ? asked : undefined;
    })
    .openapi({ type: 'array', items: { type: 'string' }, description });

const terms = repeatable(
  'When the follow-up is due, in the ISP’s zone: overdue, today, or week (today and the six days after).',
).refine(
  (given) => given === undefined || given.every((term) => readTerm(term) !== null),
  `Expected one of: ${followUpTerms.join(', ')}.`,
);

const readTerm = (written: string): FollowUpTerm | null =>
  followUpTerms.find((term) => term === written.toLowerCase()) ?? null;

const sorts = leadSortFields.flatMap((by) => [by, `-${by}`] as const);

export const leadQuerySchema = z.object({
  status: repeatable(`Any of: ${leadStatuses.join(', ')}.`),
  leadSource: repeatable('Sources; Caretaker/House Manager is the same as Caretaker.'),
  broughtInBy: repeatable('Whole names, in any case.'),
  assignedTo: repeatable('Ids of people.'),
  followUp: terms,
  q: written().max(200, 'At most 200 characters.').optional().openapi({
    description:
      'Any part of a name or phone, however the phone is written; a beginning below three characters.',
  }),
  sort: z
    .enum(sorts, `Expected one of: ${sorts.join(', ')}.`)
    .default('-createdAt')
    .openapi({
      description: 'Leads without the value stand last, either way.',
    }),
  limit: z.coerce
    .number('Expected a number.')
    .int('Expected a whole number.')
    .min(1, 'At least 1.')
    .default(50)
    .transform((limit) => Math.min(limit, 200))
    .openapi({ type: 'integer', minimum: 1, default: 50, description: 'At most 200; more is taken as 200.' }),
  cursor: written().optional().openapi({ description: 'The `nextCursor` of a page with the same `sort`.' }),
  archived: z.enum(['true', 'false'], 'Expected true or false.').optional().openapi({
    description: 'true: archived leads are listed too.',
  }),
});

type LeadQuery = z.output<typeof leadQuerySchema>;

/** Words that are no status or source match no lead, as a name that nobody has. */
export function readFilter(query: LeadQuery, country: Country): LeadFilter {
  const known = <W>(words: string[] | undefined, parse: (word: string) => W | null) =>
    words?.map(parse).filter((word) => word !== null);
  const q = query.q?.trim();
  return {
    statuses: known(query.status, parseStatus),
    sources: known(query.leadSource, parseSource),
    broughtInBy: query.broughtInBy,
    assignedTo: query.assignedTo?.map((id) => id.toLowerCase()),
    followUp: known(query.followUp, readTerm),
    search: q ? { text: q, country } : undefined,
    archived: query.archived === 'true' ? 'shown' : 'hidden',
  };
}

export function readSort(sort: LeadQuery['sort']): LeadSort {
  const by = leadSortFields.find((field) => sort.endsWith(field));
  if (!by) throw new Error(`The schema lets ${sort} through, which is no sort.`);
  return { by, descending: sort.startsWith('-') };
}

const storedPlace = z.tuple([z.string(), z.string().refine(noNul).nullable(), z.string()]);

/** A place in a list as an opaque word. It holds the sort, because in another order the place means nothing. */
export const writeCursor = (sort: string, place: LeadPlace): string =>
  Buffer.from(JSON.stringify([sort, place.value, place.id])).toString('base64url');

/** Null for a cursor that is not one of ours, or of another sort. */
export function readCursor(cursor: string, sort: LeadQuery['sort']): LeadPlace | null {
  const parsed = storedPlace.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) return null;
  const [itsSort, value, id] = parsed.data;
  if (itsSort !== sort || !isId('lead', id) || !isValueOf(readSort(sort), value)) return null;
  return { value, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Whatever gets past here is compared with a column: PostgreSQL knows no year 0.
const storedMoment = z.iso.datetime().refine((moment) => moment >= '0001');
const storedDate = z.iso.date().refine((date) => date >= '0001');

function isValueOf({ by }: LeadSort, value: string | null): boolean {
  if (value === null) return by === 'name' || by === 'followUpDate';
  if (by === 'createdAt') return storedMoment.safeParse(value).success;
  return by !== 'followUpDate' || storedDate.safeParse(value).success;
}

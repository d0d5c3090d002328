import { z } from '@hono/zod-openapi';
import { type Id, isId, type Noun } from '../../domain/id.ts';
import { type Money, parseMoney } from '../../domain/money.ts';
import { expects } from './errors.ts';

// PostgreSQL stores neither NUL nor half a character.
const isStorable = (text: string) => /^[^\0\p{Surrogate}]*$/u.test(text);

/** Text that must be there. */
export const requiredText = (longest: number) =>
  z
    .string(expects('text'))
    .trim()
    .min(1, 'This field is required.')
    .max(longest, `At most ${longest} characters.`)
    .refine(isStorable, 'This text holds characters that cannot be stored.');

/** Text that may be missing; an empty one is none. */
export const text = (longest: number) =>
  z
    .string(expects('text or null'))
    .trim()
    .max(longest, `At most ${longest} characters.`)
    .refine(isStorable, 'This text holds characters that cannot be stored.')
    .transform((written) => (written === '' ? null : written))
    .nullable();

export const idOf = <N extends Noun>(noun: N) =>
  z
    .string(expects(`the id of a ${noun}`))
    .refine((written): written is Id<N> => isId(noun, written), `Expected an id like ${noun}_….`)
    .openapi({ example: `${noun}_0199f3c2-7d1e-7c4b-9a55-3f1d0c6e8b21` });

export const money = () =>
  z
    .number(expects('a number of shillings'))
    .transform((amount, context): Money => {
      const read = parseMoney(amount);
      if (read) return read;
      context.addIssue({ code: 'custom', message: 'Expected KES from 0 with at most two decimals.' });
      return z.NEVER;
    })
    .openapi({ minimum: 0, description: 'KES, at most two decimals.' });

const earliest = '1900-01-01';

/** A calendar date, `2025-09-20`; its midnight UTC, `2025-09-20T00:00:00Z`, is read too. */
export const calendarDate = () =>
  z
    .string(expects('a calendar date'))
    .transform((written, context) => {
      const date = /^(\d{4}-\d\d-\d\d)(?:T00:00(?::00(?:\.0+)?)?Z)?$/.exec(written)?.[1];
      if (date && date >= earliest && isRealDate(date)) return date;
      context.addIssue({ code: 'custom', message: 'Expected a calendar date such as 2025-09-20.' });
      return z.NEVER;
    })
    .openapi({ example: '2025-09-20' });

function isRealDate(date: string): boolean {
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
}

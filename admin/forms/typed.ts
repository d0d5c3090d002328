import { z } from 'zod';
import { type Id, isId, type Noun } from '../../domain/id.ts';
import { type Money, parseMoney } from '../../domain/money.ts';
import { type Country, type Phone, parsePhone } from '../../domain/phone.ts';

// What people type into fields, and the sentence beside a field where that makes no sense.

/** Marks the field as wrong, in a sentence. */
function refuse(ctx: z.RefinementCtx, message: string): never {
  ctx.addIssue({ code: 'custom', message });
  return z.NEVER;
}

// What people type. A field that is not sent (an unticked box) is an empty one.
const typed = z
  .string()
  .default('')
  .transform((text) => text.trim());

/** Empty is null. */
export const optionalText = (longest: number) =>
  typed.transform((text, ctx) => {
    if (text.length > longest) return refuse(ctx, `At most ${longest} characters; these are ${text.length}.`);
    return text === '' ? null : text;
  });

export const requiredText = (longest: number, missing: string) =>
  optionalText(longest).transform((text, ctx) => text ?? refuse(ctx, missing));

const aPhone = 'This is no mobile number. Write it as 0712 345 678, or with the country: +254 712 345 678.';

export const phoneNumber = (country: Country) =>
  typed.transform((text, ctx): Phone => {
    if (text === '') return refuse(ctx, 'Write the phone number.');
    return parsePhone(text, country) ?? refuse(ctx, aPhone);
  });

export const optionalPhone = (country: Country) =>
  typed.transform((text, ctx): Phone | null =>
    text === '' ? null : (parsePhone(text, country) ?? refuse(ctx, aPhone)),
  );

export const optionalMoney = typed.transform((text, ctx): Money | null =>
  text === '' ? null : (parseMoney(text) ?? refuse(ctx, 'Write an amount such as 2,500 or 2500.50.')),
);

export const requiredMoney = optionalMoney.transform(
  (sum, ctx): Money => sum ?? refuse(ctx, 'Write an amount such as 2,500.'),
);

const isDate = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);

/** A calendar date as browsers send it, `2026-11-22`. */
export const optionalDate = typed.transform((text, ctx) => {
  if (text === '') return null;
  return isDate(text) ? text : refuse(ctx, 'Write a date such as 2026-11-22.');
});

export const requiredDate = (missing: string) =>
  optionalDate.transform((date, ctx): string => date ?? refuse(ctx, missing));

export const optionalId = <N extends Noun>(noun: N) =>
  typed.transform((text, ctx): Id<N> | null => {
    if (text === '') return null;
    return isId(noun, text) ? text : refuse(ctx, 'Choose one from the list.');
  });

export const requiredId = <N extends Noun>(noun: N, missing: string) =>
  optionalId(noun).transform((id, ctx): Id<N> => id ?? refuse(ctx, missing));

export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words, missing: string) =>
  z.enum(words, { error: missing });

/** A ticked box sends something, an unticked one nothing. */
export const tickBox = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

export const wholeNumber = (least: number, most: number) =>
  typed.transform((text, ctx) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    return refuse(ctx, `Write a whole number from ${least} to ${most}.`);
  });

export const email = typed.pipe(z.email({ error: 'Write an e-mail address such as asha@isp.example.' }));

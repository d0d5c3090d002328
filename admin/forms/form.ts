import type { Context } from 'hono';
import type { z } from 'zod';

/** A form as a person left it: what they typed, and what is wrong with it, by the name of the field. */
export interface FormState {
  typed: Record<string, string>;
  errors: Record<string, string>;
}

export const blankForm: FormState = { typed: {}, errors: {} };

/** A form that begins with values. Null and undefined are empty fields. */
export function filledForm(values: Record<string, string | null | undefined>): FormState {
  const typed = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']));
  return { typed, errors: {} };
}

export const withErrors = (form: FormState, errors: Record<string, string>): FormState => ({
  typed: form.typed,
  errors: { ...form.errors, ...errors },
});

/** Reads a posted form. `data` is null where something is wrong; `form` then says what, beside what was typed. */
export async function readForm<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<{ data: z.output<Schema> | null; form: FormState }> {
  const typed: Record<string, string> = {};
  for (const [name, value] of Object.entries(await c.req.parseBody())) {
    if (typeof value === 'string') typed[name] = value;
  }
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { data: parsed.data, form: { typed, errors: {} } };
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) errors[issue.path.join('.')] ??= issue.message;
  return { data: null, form: { typed, errors } };
}

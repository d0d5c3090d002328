import type { Database, Transaction } from './database.ts';

type Value = string | number | null | readonly string[];

/** A piece of SQL: its text, and between it the values that become parameters. */
export interface Fragment {
  readonly parts: readonly (string | { readonly value: Value })[];
}

const isFragment = (hole: Value | Fragment): hole is Fragment =>
  typeof hole === 'object' && hole !== null && 'parts' in hole;

/**
 * Writes SQL out of pieces, on paths that are walked all day: what stands in a hole becomes a parameter, unless it is a
 * fragment itself. postgres.js's own fragments say the same, but each of them is a promise: thirty of them cost this
 * process as much as the fifty leads that they read.
 */
export function fragment(texts: TemplateStringsArray, ...holes: readonly (Value | Fragment)[]): Fragment {
  const parts: Fragment['parts'][number][] = [];
  for (const [index, text] of texts.entries()) {
    parts.push(text);
    const hole = holes[index];
    if (hole === undefined) continue;
    if (isFragment(hole)) parts.push(...hole.parts);
    else parts.push({ value: hole });
  }
  return { parts };
}

/** A fragment without values, for a statement that postgres.js puts together. */
export function textOf({ parts }: Fragment): string {
  return parts.map((part) => (typeof part === 'string' ? part : expectNoValue(part.value))).join('');
}

function expectNoValue(value: Value): never {
  throw new Error(`A value would stand in the text of a statement: ${typeof value}.`);
}

/** Asks the database. The statement is prepared once for each text that comes. */
export function runFragment<Row>(
  at: Pick<Database | Transaction, 'sql'>,
  { parts }: Fragment,
): Promise<readonly Row[]> {
  const values: Value[] = [];
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : `$${values.push(part.value)}`;
  // `unsafe` is what postgres.js calls a text that it did not put together. No value is in it: they are beside it.
  return at.sql.unsafe<Row[]>(text, values, { prepare: true });
}

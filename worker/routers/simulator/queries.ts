import type { Row } from './rows.ts';

/**
 * The queries of `print`: every word pushes a truth about the row on a stack, `?#` words work on the stack, and the
 * row is printed when all that remains is true. Source: "Queries" in the manual's API page.
 */
export function matches(row: Row, queries: readonly string[]): boolean {
  let stack: boolean[] = [];
  for (const query of queries) {
    if (query.startsWith('#')) stack = operate(stack, query.slice(1));
    else stack.push(holds(row, query));
  }
  return stack.every(Boolean);
}

function holds(row: Row, query: string): boolean {
  const [, sign = '', name = '', equals, wanted = ''] = /^([-=<>]?)([^=]*)(=?)(.*)$/s.exec(query) ?? [];
  const value = row[name];
  if (sign === '-') return value === undefined;
  if (value === undefined) return false;
  if (sign === '<') return compare(value, wanted) < 0;
  if (sign === '>') return compare(value, wanted) > 0;
  return equals ? value === wanted : true;
}

function compare(value: string, wanted: string): number {
  const difference = Number(value) - Number(wanted);
  if (!Number.isNaN(difference)) return difference;
  return value < wanted ? -1 : Number(value > wanted);
}

/**
 * One row: a word of `?#`, and what it makes of the stack. An index counts from the top; followed by another word it
 * pushes a copy of that value, at the end it replaces the whole stack by it. A dot after an index does nothing.
 */
function operate(before: readonly boolean[], operations: string): boolean[] {
  const words = operations.match(/\d+|[!&|.]/g) ?? [];
  const stack = [...before];
  // What the router does when the stack is too short is not documented; here the missing value is false.
  const pop = () => stack.pop() ?? false;
  for (const [at, word] of words.entries()) {
    const isIndex = /\d/.test(word);
    const afterIndex = /\d/.test(words[at - 1] ?? '');
    if (isIndex) {
      const value = stack.at(-1 - Number(word)) ?? false;
      if (at === words.length - 1) return [value];
      stack.push(value);
    } else if (word === '!') stack.push(!pop());
    else if (word === '.' && !afterIndex) stack.push(stack.at(-1) ?? false);
    else if (word === '&' || word === '|') {
      const [second, first] = [pop(), pop()];
      stack.push(word === '&' ? first && second : first || second);
    }
  }
  return stack;
}

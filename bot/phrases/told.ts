/** What was told, line by line, between a first and a last word; what was not told has no line. */
export function told(first: string, lines: readonly [label: string, value: string | null][], last: string) {
  const known = lines.filter(([, value]) => value !== null).map(([label, value]) => `${label}: ${value}`);
  return [first, ...known, last].join('\n');
}

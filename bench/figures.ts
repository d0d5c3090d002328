/** One row of a table: what was measured, against what, in the same run. */
export interface Figure {
  what: string;
  measured: string;
  baseline: string;
  /** measured ÷ baseline; null where there is nothing to compare with. */
  ratio: number | null;
}

/** The value that `share` of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const round = (value: number, places = 0): number => Number(value.toFixed(places));

/** A table for people, then the same as one line of JSON for programs. */
export function printFigures(title: string, figures: readonly Figure[]): void {
  const rows = figures.map((figure) => ({
    ...figure,
    ratio: figure.ratio === null ? '' : figure.ratio.toFixed(2),
  }));
  const width = (key: keyof Figure) => Math.max(key.length, ...rows.map((row) => String(row[key]).length));
  const columns = ['what', 'measured', 'baseline', 'ratio'] as const;
  const line = (cells: Record<string, unknown>) =>
    columns.map((column) => String(cells[column]).padEnd(width(column))).join('  ');
  const text = [
    title,
    line(Object.fromEntries(columns.map((column) => [column, column]))),
    ...rows.map(line),
  ].join('\n');
  process.stdout.write(`${text}\n${JSON.stringify({ title, figures })}\n\n`);
}

/** A value of a lead's column as postgres.js gives it: money, dates and ids are text. */
type Value = string | boolean | null;
export type Columns = Record<string, Value>;

/**
 * One row: what of two leads is compared and taken as one, and the columns that hold it; the first says whether it is there
 * at all. A name without its number, or a router without its kind, would be half of each lead.
 */
export const mergeFields = {
  name: ['name'],
  phone: ['phone', 'phoneAttested'],
  status: ['status'],
  source: ['source'],
  location: ['location'],
  unitNumber: ['unitNumber'],
  package: ['packageId'],
  currentIsp: ['currentIsp'],
  notes: ['notes'],
  broughtInBy: ['broughtInBy', 'broughtInByContact', 'broughtInByPersonId'],
  agreedInstallationFee: ['agreedInstallationFee'],
  agreedMonthlySubscription: ['agreedMonthlySubscription'],
  router: ['customerHasRouter', 'routerType'],
  assignedTo: ['assignedTo'],
  followUpDate: ['followUpDate'],
  survey: ['surveyOn', 'surveyBy'],
} as const satisfies Record<string, readonly [string, ...string[]]>;
export type MergeField = keyof typeof mergeFields;

// Object.keys forgets which keys a record has.
export const mergeFieldNames = Object.keys(mergeFields) as MergeField[];

/** Not asked of anybody: who was paid for the one was paid for the other. */
const unseen = ['payoutId'] as const;

export const mergedColumns: readonly string[] = [...Object.values(mergeFields).flat(), ...unseen];

/** For which fields the value of the lead that goes is wanted, where both have one. */
export type MergeChoices = ReadonlySet<MergeField>;

/**
 *   same    both have the same, or neither has any
 *   kept    only the lead that is kept has it
 *   filled  only the other one has it: it is taken
 *   differ  both have one: somebody chooses
 */
export type Comparison = 'same' | 'kept' | 'filled' | 'differ';

export function compareField(field: MergeField, kept: Columns, gone: Columns): Comparison {
  const columns = mergeFields[field];
  // Who vouched for a phone makes no other phone of it.
  const [first] = columns;
  if (field === 'phone' ? kept.phone === gone.phone : isSame(columns, kept, gone)) return 'same';
  if (gone[first] === null || gone[first] === undefined) return 'kept';
  return kept[first] === null || kept[first] === undefined ? 'filled' : 'differ';
}

const isSame = (columns: readonly string[], kept: Columns, gone: Columns) =>
  columns.every((column) => (kept[column] ?? null) === (gone[column] ?? null));

/** What a merge changes in the lead that is kept, column by column. */
export type Taken = Record<string, { from: Value; to: Value }>;

export function takeColumns(kept: Columns, gone: Columns, choices: MergeChoices): Taken {
  const fields = mergeFieldNames.filter((field) => {
    const comparison = compareField(field, kept, gone);
    return comparison === 'filled' || (comparison === 'differ' && choices.has(field));
  });
  const columns = [
    ...fields.flatMap((field): readonly string[] => mergeFields[field]),
    ...unseen.filter((column) => kept[column] === null),
  ];
  const changes = columns
    .map((column) => [column, { from: kept[column] ?? null, to: gone[column] ?? null }] as const)
    .filter(([, { from, to }]) => from !== to);
  return Object.fromEntries(changes);
}

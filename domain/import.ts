import type { Id } from './id.ts';
import {
  findDateOrder,
  type ReadCell,
  readDateCell,
  readMoneyCell,
  readNamedCell,
  readPhoneCell,
  readTextCell,
  readYesNoCell,
} from './import-cells.ts';
import { type ImportField, type ImportMapping, importFieldNames } from './import-fields.ts';
import { type LeadSource, type LeadStatus, leadStatuses, longest, parseSource, parseStatus } from './lead.ts';
import type { Money } from './money.ts';
import { type Country, type Phone, parsePhone } from './phone.ts';

/** What every lead of an import gets where its row says nothing. */
export interface ImportDefaults {
  source: LeadSource;
  status: LeadStatus;
  assignedTo: Id<'user'> | null;
}

/** What the words of a file are read against. */
export interface ImportWorld {
  country: Country;
  /** The ISP's date, `2026-11-22`: no lead came after it. */
  today: string;
  /** Those that are sold now, by their name in lower case. */
  packages: ReadonlyMap<string, Id<'package'>>;
  /** The staff who work here now, by name and by e-mail, in lower case; null where two share a name. */
  staff: ReadonlyMap<string, Id<'user'> | null>;
  /** Whoever imports may make customers. */
  mayConvert: boolean;
  /** The fields whose dates are proved to stand day first (`findDayFirst`): what could be two dates needs no remark. */
  dayFirst: ReadonlySet<ImportField>;
}

export interface ImportPlan {
  columns: readonly string[];
  mapping: ImportMapping;
  defaults: ImportDefaults;
}

/** A row as the lead that it becomes. */
export interface ImportedLead {
  phone: Phone;
  name: string | null;
  source: LeadSource;
  status: LeadStatus;
  packageId: Id<'package'> | null;
  currentIsp: string | null;
  notes: string | null;
  broughtInBy: string | null;
  broughtInByContact: string | null;
  agreedInstallationFee: Money | null;
  agreedMonthlySubscription: Money | null;
  customerHasRouter: boolean | null;
  routerType: string | null;
  followUpDate: string | null;
  unitNumber: string | null;
  location: string | null;
  assignedTo: Id<'user'> | null;
  /** Calendar dates; null is the moment of the import. */
  createdOn: string | null;
  convertedOn: string | null;
}

export type ReadRow = { lead: ImportedLead; remarks: string[] } | { problems: string[] };

const dateFields = ['followUpDate', 'createdOn', 'convertedOn'] as const;

/** The fields in whose columns some date can only be read day first, and none only month first. */
export function findDayFirst(
  rows: Iterable<readonly string[]>,
  { mapping }: Pick<ImportPlan, 'mapping'>,
): Set<ImportField> {
  const proved = { day: new Set<ImportField>(), month: new Set<ImportField>() };
  for (const cells of rows)
    for (const field of dateFields) {
      const order = findDateOrder((cells[mapping.indexOf(field)] ?? '').trim());
      if (order) proved[order].add(field);
    }
  for (const field of proved.month) proved.day.delete(field);
  return proved.day;
}

/** Reads one row of a file. Everything that is wrong with it is said at once, so that it is mended at once. */
export function readImportRow(cells: readonly string[], plan: ImportPlan, world: ImportWorld): ReadRow {
  const row = openRow(cells, plan);
  const { text, read } = row;
  const phone = read('phone', (cell) => readPhoneCell(cell, world.country));
  const lead = {
    name: text('name', longest.name),
    source: read('source', readSourceCell) ?? plan.defaults.source,
    status: read('status', readStatusCell) ?? plan.defaults.status,
    packageId: read('package', (cell) => readNamedCell(cell, world.packages, 'The package')),
    currentIsp: text('currentIsp', longest.isp),
    notes: text('notes', longest.notes),
    broughtInBy: text('broughtInBy', longest.name),
    broughtInByContact: phoneWhereItIsOne(text('broughtInByContact', longest.name), world.country),
    agreedInstallationFee: read('agreedInstallationFee', readMoneyCell),
    agreedMonthlySubscription: read('agreedMonthlySubscription', readMoneyCell),
    routerType: text('routerType', longest.router),
    followUpDate: read('followUpDate', (cell) => readDateCell(cell, world.dayFirst.has('followUpDate'))),
    unitNumber: text('unitNumber', longest.place),
    location: text('location', longest.place),
    assignedTo: read('assignedTo', (cell) => readStaffCell(cell, world)) ?? plan.defaults.assignedTo,
    createdOn: read('createdOn', (cell) => readPastDateCell(cell, world.dayFirst.has('createdOn'), world)),
    convertedOn: read('convertedOn', (cell) =>
      readPastDateCell(cell, world.dayFirst.has('convertedOn'), world),
    ),
  };
  const customerHasRouter = read('customerHasRouter', readYesNoCell) ?? (lead.routerType ? true : null);
  const problems = [...row.problems, ...problemsOfWhole(lead, world)];
  if (!row.cellOf('phone')) problems.unshift('There is no phone number.');
  if (cells.slice(plan.columns.length).some((cell) => cell.trim() !== ''))
    problems.unshift(
      `The row has ${cells.length} cells where the file has ${plan.columns.length} columns: something has shifted.`,
    );
  if (problems.length > 0 || !phone) return { problems };
  return { lead: { phone, customerHasRouter, ...lead, ...datesOf(lead) }, remarks: row.remarks };
}

type Dated = Pick<ImportedLead, 'status' | 'createdOn' | 'convertedOn'>;

/** Of a customer one date stands for the other where that is missing: nobody was converted before they came. */
function datesOf({ status, createdOn, convertedOn }: Dated): Omit<Dated, 'status'> {
  if (status !== 'Converted') return { createdOn, convertedOn: null };
  return { createdOn: createdOn ?? convertedOn, convertedOn: convertedOn ?? createdOn };
}

/** The cells of a row by the fields they fill, and what was wrong with those that were read. */
function openRow(cells: readonly string[], { mapping }: ImportPlan) {
  const problems: string[] = [];
  const remarks: string[] = [];
  const cellOf = (field: ImportField) => (cells[mapping.indexOf(field)] ?? '').trim();
  function read<T>(field: ImportField, reader: (cell: string) => ReadCell<T>): T | null {
    const cell = cellOf(field);
    if (cell === '') return null;
    // What no lead could hold is read by nobody: some readers take a minute for a hundred thousand blanks.
    const whole = readTextCell(cell, longest.notes);
    const answer = 'problem' in whole ? whole : reader(cell);
    if ('problem' in answer) {
      problems.push(`${importFieldNames[field]}: ${answer.problem}`);
      return null;
    }
    if (answer.remark) remarks.push(`${importFieldNames[field]}: ${answer.remark}`);
    return answer.value;
  }
  const text = (field: ImportField, most: number) => read(field, (cell) => readTextCell(cell, most));
  return { problems, remarks, cellOf, read, text };
}

/** What is wrong though every cell by itself is right. */
function problemsOfWhole({ status, createdOn, convertedOn }: Dated, { mayConvert }: ImportWorld): string[] {
  const problems: string[] = [];
  if (status === 'Converted' && !mayConvert)
    problems.push('Status: whoever makes customers must be allowed to convert leads.');
  if (createdOn && convertedOn && convertedOn < createdOn)
    problems.push(`It was converted (${convertedOn}) before it came (${createdOn}).`);
  return problems;
}

const phoneWhereItIsOne = (text: string | null, country: Country) =>
  text ? (parsePhone(text, country) ?? text) : null;

function readSourceCell(cell: string): ReadCell<LeadSource> {
  const source = parseSource(cell);
  return source
    ? { value: source }
    : {
        problem: `“${cell}” is none of Caretaker, Field Sales, Referral, Website, WhatsApp/SMS, Manual Entry.`,
      };
}

function readStatusCell(cell: string): ReadCell<LeadStatus> {
  const status = parseStatus(cell);
  return status ? { value: status } : { problem: `“${cell}” is none of ${leadStatuses.join(', ')}.` };
}

function readStaffCell(cell: string, { staff }: ImportWorld): ReadCell<Id<'user'>> {
  const person = staff.get(cell.toLowerCase());
  if (person) return { value: person };
  return {
    problem:
      person === null
        ? `Two people are called “${cell}”; write the e-mail address instead.`
        : `“${cell}” does not work here.`,
  };
}

function readPastDateCell(cell: string, isDayFirst: boolean, { today }: ImportWorld): ReadCell<string> {
  const date = readDateCell(cell, isDayFirst);
  return 'value' in date && date.value > today ? { problem: `“${cell}” is still to come.` } : date;
}

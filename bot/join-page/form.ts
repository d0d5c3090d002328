import { z } from 'zod';
import type { ChatAnswers } from '../../db/lead/lead-capture.ts';
import type { Package } from '../../db/packages.ts';
import { longest } from '../../domain/lead.ts';
import { type Country, type Phone, parsePhone } from '../../domain/phone.ts';
import type { JoinWords } from './words.ts';

export const fields = ['name', 'phone', 'place', 'unit', 'package', 'isp', 'message', 'consent'] as const;
export type Field = (typeof fields)[number];

/** Without these nobody can call, or may. */
const requiredFields = ['name', 'phone', 'place', 'consent'] as const satisfies Field[];
export type RequiredField = (typeof requiredFields)[number];
export const isRequired = (field: Field): boolean => requiredFields.some((known) => known === field);

/** As it came, so that nobody types it twice. */
export type Written = Record<Field, string>;
/** What is wrong, beside the field. */
export type Wrong = Partial<Record<Field, string>>;

/** Characters. A message of this length fits into a form whatever its alphabet. */
export const mostWritten: Record<Field, number> = {
  name: longest.name,
  phone: 40,
  place: longest.place,
  unit: 60,
  package: 100,
  isp: longest.isp,
  message: 1000,
  consent: 10,
};

const text = z.string().catch('');
const sentForm = z.object({
  name: text,
  phone: text,
  place: text,
  unit: text,
  package: text,
  isp: text,
  message: text,
  consent: text,
  /** See seal.ts. */
  seal: text,
  /** People do not see this field: whoever fills it in is a program. */
  website: text,
});

/** A form as a browser sends it. What is missing, or no text, is empty. */
export const readSent = (body: unknown): z.infer<typeof sentForm> => sentForm.parse(body);

export const nothingWritten: Written = readSent({});

export interface Filled {
  phone: Phone;
  answers: ChatAnswers;
}

/** What somebody tells with the form, or what is wrong with it. */
export function readForm(
  written: Written,
  { country, packages, words }: { country: Country; packages: readonly Package[]; words: JoinWords },
): Filled | { wrong: Wrong } {
  const phone = parsePhone(written.phone, country);
  const wrong: Wrong = { ...findUnstorable(written, words), ...findMissing(written, words) };
  if (!phone) wrong.phone ??= words.wrong.phone;
  if (!phone || Object.keys(wrong).length > 0) return { wrong };
  const { name, place, unit, isp, message } = written;
  const answers = {
    name: name.trim(),
    location: place.trim(),
    unitNumber: unit.trim() || null,
    // A package that is sold no longer was chosen on a page that stood open: the person who calls asks again.
    packageId: packages.find(({ id }) => id === written.package)?.id ?? null,
    currentIsp: isp.trim() || null,
    notes: message.trim() || null,
  };
  return { phone, answers };
}

function findMissing(written: Written, { wrong: { missing } }: JoinWords): Wrong {
  const wrong: Wrong = {};
  for (const field of requiredFields) {
    if (written[field].trim() === '') wrong[field] = missing[field];
  }
  return wrong;
}

function findUnstorable(written: Written, { wrong: say }: JoinWords): Wrong {
  const wrong: Wrong = {};
  for (const field of fields) {
    if (written[field].length > mostWritten[field]) wrong[field] = say.tooLong(mostWritten[field]);
    // PostgreSQL stores no NUL.
    else if (written[field].includes('\0')) wrong[field] = say.unreadable;
  }
  return wrong;
}

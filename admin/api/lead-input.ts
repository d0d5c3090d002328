import { z } from '@hono/zod-openapi';
import type { LeadChange } from '../../db/lead/lead-edit.ts';
import type { LeadFields, NewLead } from '../../db/lead/leads.ts';
import {
  leadSources,
  leadStatuses,
  longest,
  parseSource,
  parseStatus,
  showSource,
} from '../../domain/lead.ts';
import { type Country, parsePhone } from '../../domain/phone.ts';
import { expects } from './errors.ts';
import { calendarDate, idOf, money, text } from './fields.ts';

/** One of a list of words, in any case. */
const word = <W extends string>(words: readonly string[], parse: (text: string) => W | null) =>
  z
    .string(expects(`one of: ${words.join(', ')}`))
    .transform((written, context): W => {
      const read = parse(written);
      if (read) return read;
      context.addIssue({ code: 'custom', message: `Expected one of: ${words.join(', ')}.` });
      return z.NEVER;
    })
    .openapi({ enum: [...words] });

const sourceWords = [...new Set([...leadSources, ...leadSources.map(showSource)])];

const optionalFields = {
  status: word(leadStatuses, parseStatus),
  name: text(longest.name),
  unitNumber: text(longest.place),
  location: text(longest.place),
  desiredPackage: idOf('package').nullable(),
  currentIsp: text(longest.isp),
  notes: text(longest.notes),
  broughtInBy: text(longest.name),
  broughtInByContact: text(longest.name),
  agreedInstallationFee: money().nullable(),
  agreedMonthlySubscription: money().nullable(),
  customerHasRouter: z.boolean(expects('true, false or null')).nullable(),
  routerType: text(longest.router),
  assignedTo: idOf('user').nullable(),
  followUpDate: calendarDate().nullable(),
};

/** A new lead. */
export const newLeadSchema = z
  .strictObject({
    phoneNumber: z.string(expects('a phone number')).openapi({
      description: 'A mobile number, written in any way.',
      example: '0722 000 111',
    }),
    leadSource: word(sourceWords, parseSource).optional().openapi({
      description: 'Required, but of the key of a website: there Website when it is absent.',
    }),
    ...z.object(optionalFields).partial().shape,
  })
  .openapi('NewLead');

/** A change of a lead: the fields present are changed, null clears. */
export const leadChangeSchema = newLeadSchema.partial().openapi('LeadChange');

type NewLeadInput = z.output<typeof newLeadSchema>;
type LeadChangeInput = z.output<typeof leadChangeSchema>;

/** Null where the phone number is none. Who must say the source has been asked for it by now. */
export function readNewLead(input: NewLeadInput, country: Country): NewLead | null {
  const phone = parsePhone(input.phoneNumber, country);
  const { status, leadSource: source = 'Website' } = input;
  return phone && { ...readOptionalFields(input, country), phone, source, status };
}

/** Null where a phone number is given and is none. */
export function readLeadChange(input: LeadChangeInput, country: Country): LeadChange | null {
  const fields = readOptionalFields(input, country);
  const { status, leadSource, phoneNumber } = input;
  if (leadSource !== undefined) fields.source = leadSource;
  if (phoneNumber === undefined) return { fields, status };
  const phone = parsePhone(phoneNumber, country);
  return phone && { fields: { ...fields, phone }, status };
}

/** By their names in the database. Absent fields stay absent, because null would clear. */
function readOptionalFields(input: LeadChangeInput, country: Country): Partial<LeadFields> {
  const {
    status: _,
    phoneNumber: __,
    leadSource: ___,
    desiredPackage,
    broughtInByContact,
    ...fields
  } = input;
  return {
    ...fields,
    ...(desiredPackage !== undefined && { packageId: desiredPackage }),
    ...(broughtInByContact !== undefined && { broughtInByContact: readContact(broughtInByContact, country) }),
  };
}

/** A mobile number in E.164; whatever else somebody left as their contact, as it was written. */
const readContact = (written: string | null, country: Country) =>
  written && (parsePhone(written, country) ?? written);

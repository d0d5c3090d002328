import { z } from 'zod';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import type { LeadFields } from '../../db/lead/leads.ts';
import { leadSources, longest } from '../../domain/lead.ts';
import { type Country, displayPhone, parsePhone } from '../../domain/phone.ts';
import { type FormState, filledForm } from './form.ts';
import {
  oneOf,
  optionalDate,
  optionalId,
  optionalMoney,
  optionalText,
  phoneNumber,
  tickBox,
} from './typed.ts';

/** The fields of a lead as a form sends them; phones are read as of the ISP's country. */
export const leadForm = (country: Country) =>
  z
    .object({
      name: optionalText(longest.name),
      phone: phoneNumber(country),
      source: oneOf(leadSources, 'Choose where the lead comes from.'),
      unitNumber: optionalText(longest.place),
      location: optionalText(longest.place),
      packageId: optionalId('package'),
      currentIsp: optionalText(longest.isp),
      notes: optionalText(longest.notes),
      broughtInBy: optionalText(longest.name),
      // A phone where it is one, so that a known person is found by it; else as it was written.
      broughtInByContact: optionalText(longest.name).transform((text) =>
        text === null ? null : (parsePhone(text, country) ?? text),
      ),
      agreedInstallationFee: optionalMoney,
      agreedMonthlySubscription: optionalMoney,
      customerHasRouter: tickBox,
      routerType: optionalText(longest.router),
      assignedTo: optionalId('user'),
      followUpDate: optionalDate,
    })
    .transform(
      (fields): LeadFields => ({
        ...fields,
        routerType: fields.customerHasRouter ? fields.routerType : null,
      }),
    );

/** The form as it stands when a lead is edited. */
export function formOfLead(lead: LeadRecord): FormState {
  return filledForm({
    phone: displayPhone(lead.phone),
    ...pick(lead, ['name', 'source', 'unitNumber', 'location', 'currentIsp', 'notes']),
    ...pick(lead, ['broughtInBy', 'routerType', 'followUpDate']),
    broughtInByContact: readable(lead.broughtInByContact),
    packageId: lead.package?.id,
    agreedInstallationFee: plainSum(lead.agreedInstallationFee),
    agreedMonthlySubscription: plainSum(lead.agreedMonthlySubscription),
    customerHasRouter: lead.customerHasRouter ? 'yes' : '',
    assignedTo: lead.assignedTo?.id,
    unchangedSince: lead.updatedAt.toISOString(),
  });
}

/** A number as people write it; what is none stays as it was written. */
const readable = (contact: string | null) => {
  const phone = contact && parsePhone(contact);
  return phone ? displayPhone(phone) : contact;
};

const pick = <Name extends keyof LeadRecord>(lead: LeadRecord, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, lead[name]])) as Pick<LeadRecord, Name>;

/** `2500.00` as `2500`: what a person would have typed. */
const plainSum = (sum: string | null) => sum?.replace(/\.00$/, '');

import { z } from 'zod';
import { longest } from '../../domain/lead.ts';
import { agentKinds, languages, staffRoles } from '../../domain/person.ts';
import type { Country } from '../../domain/phone.ts';
import { email, oneOf, optionalPhone, phoneNumber, requiredText } from './typed.ts';

const name = requiredText(longest.name, 'Write the name.');
const role = oneOf(staffRoles, 'Choose the role.');
const agentKind = oneOf(agentKinds, 'Choose what kind of agent this is.');
const language = oneOf(languages, 'Choose a language.');

/** An agent is known by their phone: it is how the leads that they bring are credited to them. */
export const newAgentForm = (country: Country) => z.object({ name, phone: phoneNumber(country), agentKind });

export const newStaffForm = (country: Country) =>
  z.object({ name, email, phone: optionalPhone(country), role });

export const agentForm = (country: Country) =>
  z
    .object({ name, phone: phoneNumber(country), agentKind, language })
    .transform(({ agentKind, ...rest }) => ({ ...rest, as: { agentKind } }));

export const staffForm = (country: Country) =>
  z
    .object({ name, phone: optionalPhone(country), role, language })
    .transform(({ role, ...rest }) => ({ ...rest, as: { role } }));

import type { Context } from 'hono';
import type { RequestRefused } from '../../db/conversion/conversions.ts';
import type { ArchiveRefused, RestoreRefused } from '../../db/lead/lead-archive.ts';
import type { EditRefused } from '../../db/lead/lead-edit.ts';
import type { CreateRefused } from '../../db/lead/leads.ts';
import { refuse, refuseFields } from './errors.ts';

type Refused = CreateRefused | EditRefused | ArchiveRefused | RestoreRefused | RequestRefused;

const inconsistent = {
  locked: 'This lead is a customer with a user on a router. Remove that user first.',
  already_customer: 'This lead has a user on a router already.',
  conversion_running: 'This lead is being converted just now. Wait until that has come to an end.',
  merged: 'This lead became part of another one. Undo that merge to have it back.',
} as const;

const unknownReference = {
  packageId: 'There is no such package.',
  assignedTo: 'There is no such member of staff, or they no longer work here.',
  surveyBy: 'There is no such member of staff, or they no longer work here.',
  routerId: 'There is no such router.',
} as const;

export const refuseMissingLead = (c: Context) => refuse(c, 404, 'not_found', 'There is no such lead.');

/** What a verb refused, as HTTP says it. The asker called a lead's package `desiredPackage`, a customer's `packageId`. */
export function refuseVerb(
  c: Context,
  said: Refused,
  packageField: 'desiredPackage' | 'packageId' = 'desiredPackage',
) {
  switch (said.refused) {
    case 'not_found':
      return refuseMissingLead(c);
    case 'changed_meanwhile':
      return refuse(c, 412, 'changed_meanwhile', 'Somebody changed this lead meanwhile. Read it again.');
    case 'phone_known':
    case 'phone_taken': {
      const whose = said.lead ? `: ${said.lead}` : '';
      const fields = { phoneNumber: 'Another lead has this phone number.' };
      return refuse(c, 409, 'phone_known', `This phone number is a lead already${whose}.`, fields);
    }
    case 'username_taken': {
      const fields = { username: 'Choose another username.' };
      return refuse(c, 409, 'username_taken', 'This username is taken on that router.', fields);
    }
    case 'unknown_reference': {
      const field = said.field === 'packageId' ? packageField : said.field;
      return refuseFields(c, { [field]: unknownReference[said.field] });
    }
    default:
      return refuse(c, 409, said.refused, inconsistent[said.refused]);
  }
}

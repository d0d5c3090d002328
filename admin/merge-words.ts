import type { MergeRefusal } from '../db/lead/lead-merge.ts';
import type { MergeField } from '../db/lead/lead-merge-fields.ts';
import type { LeadRecord } from '../db/lead/lead-reads.ts';
import type { UndoRefused } from '../db/lead/lead-unmerge.ts';
import { showSource } from '../domain/lead.ts';
import { displayMoney } from '../domain/money.ts';
import { displayPhone } from '../domain/phone.ts';
import { routerWords } from './components/lead/lead-facts.tsx';
import { showDate } from './components/time.tsx';

/** What each field of a merge is called. */
export const mergeFieldWords: Record<MergeField, string> = {
  name: 'Name',
  phone: 'First phone',
  status: 'Status',
  source: 'Source',
  location: 'Location',
  unitNumber: 'Unit',
  package: 'Desired package',
  currentIsp: 'Current ISP',
  notes: 'Reason for interest or dissatisfaction',
  broughtInBy: 'Brought in by',
  agreedInstallationFee: 'Installation fee',
  agreedMonthlySubscription: 'Monthly subscription',
  router: 'Router',
  assignedTo: 'Assigned to',
  followUpDate: 'Follow-up',
  survey: 'Site survey',
};

const values: Record<MergeField, (lead: LeadRecord) => string | null> = {
  name: ({ name }) => name,
  phone: ({ phone }) => displayPhone(phone),
  status: ({ status }) => status,
  source: ({ source }) => showSource(source),
  location: ({ location }) => location,
  unitNumber: ({ unitNumber }) => unitNumber,
  package: (lead) => lead.package?.name ?? null,
  currentIsp: ({ currentIsp }) => currentIsp,
  notes: ({ notes }) => notes,
  broughtInBy: (lead) => [lead.broughtInBy, lead.broughtInByContact].filter(Boolean).join(', ') || null,
  agreedInstallationFee: ({ agreedInstallationFee: fee }) => fee && displayMoney(fee),
  agreedMonthlySubscription: ({ agreedMonthlySubscription: fee }) => fee && displayMoney(fee),
  router: routerWords,
  assignedTo: ({ assignedTo }) => assignedTo?.name ?? null,
  followUpDate: ({ followUpDate }) => followUpDate && showDate(followUpDate),
  survey: ({ surveyOn, surveyBy }) =>
    surveyOn && [showDate(surveyOn), surveyBy?.name].filter(Boolean).join(', '),
};

/** What a lead has there, in words. */
export const showField = (field: MergeField, lead: LeadRecord) => values[field](lead) ?? '–';

const refusals: Record<MergeRefusal, string> = {
  same_lead: 'This is one and the same lead.',
  not_found: 'One of the two is not there any more. Somebody may have merged or archived it.',
  conversion_running: 'A user is being made for one of the two just now. Wait until that is done.',
  two_users:
    'Each of the two has a user on a router. Remove one of the users on its router first, or leave them apart.',
  keep_customer: 'The other one is the customer: keep that one, and let this one become part of it.',
  locked: 'A customer keeps the phone and the status.',
};

export const wordsOfMergeRefused = (refused: MergeRefusal): string => refusals[refused];

export function wordsOfUndoRefused({ refused }: UndoRefused): string {
  switch (refused) {
    case 'phone_taken':
      return 'It cannot come back: its phone is another lead by now. Change the phone there first.';
    case 'conversion_running':
      return refusals.conversion_running;
    case 'undone':
      return 'Somebody has undone this merge already.';
    case 'merged_on':
      return 'This lead became part of another one since. Undo that merge first.';
    case 'not_found':
      return 'There is no such merge.';
  }
}

/** `name and notes stay as they are now`: what was changed since the merge. */
export const wordsOfStayed = (fields: readonly MergeField[]): string =>
  fields.length === 0
    ? ''
    : ` Changed since the merge, and left as it is now: ${fields.map((field) => mergeFieldWords[field]).join(', ')}.`;

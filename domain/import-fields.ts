import { type Country, parsePhone } from './phone.ts';

/** What a column of an imported file may fill, in the order in which people are asked. */
export const importFields = [
  'phone',
  'name',
  'source',
  'status',
  'package',
  'currentIsp',
  'notes',
  'broughtInBy',
  'broughtInByContact',
  'agreedInstallationFee',
  'agreedMonthlySubscription',
  'customerHasRouter',
  'routerType',
  'followUpDate',
  'unitNumber',
  'location',
  'assignedTo',
  'createdOn',
  'convertedOn',
] as const;
export type ImportField = (typeof importFields)[number];

export const importFieldNames: Record<ImportField, string> = {
  phone: 'Phone number',
  name: 'Lead name',
  source: 'Lead source',
  status: 'Status',
  package: 'Desired package',
  currentIsp: 'Current ISP',
  notes: 'Reason for interest or dissatisfaction',
  broughtInBy: 'Brought in by',
  broughtInByContact: 'Brought in by: contact',
  agreedInstallationFee: 'Installation fee',
  agreedMonthlySubscription: 'Monthly subscription',
  customerHasRouter: 'Customer has router',
  routerType: 'Router type',
  followUpDate: 'Follow-up date',
  unitNumber: 'Unit number',
  location: 'Location',
  assignedTo: 'Assigned to',
  createdOn: 'Date the lead came',
  convertedOn: 'Date converted',
};

/** Which field each column fills, by the column's place; null where it is not imported. */
export type ImportMapping = readonly (ImportField | null)[];

/** How people head such a column, in English and Kiswahili; the likelier first. As `plain` writes it. */
const headings: Record<ImportField, readonly string[]> = {
  phone: [
    ...['phone number', 'phone', 'phone no', 'mobile number', 'mobile no', 'mobile', 'msisdn', 'simu'],
    ...['namba ya simu', 'nambari ya simu', 'telephone', 'tel no', 'tel', 'cell phone', 'cellphone', 'cell'],
    ...['whatsapp number', 'whatsapp', 'contact number', 'contact no', 'customer contact', 'contact'],
    ...['contacts', 'phones', 'namba', 'nambari', 'number'],
  ],
  name: [
    ...['lead name', 'full name', 'customer name', 'client name', 'name', 'names', 'jina kamili', 'jina'],
    ...['jina la mteja', 'majina', 'mteja', 'customer', 'client', 'lead', 'prospect', 'contact person'],
  ],
  source: ['lead source', 'source', 'chanzo', 'how did you hear about us', 'came from'],
  status: ['lead status', 'status', 'stage', 'hali', 'state'],
  package: [
    ...['desired package', 'package', 'kifurushi', 'plan', 'internet plan', 'bundle', 'speed', 'mbps'],
  ],
  currentIsp: [
    ...['current isp', 'isp', 'existing isp', 'current provider', 'internet provider', 'provider'],
    ...['mtandao wa sasa', 'mtandao', 'competitor'],
  ],
  notes: [
    ...['reason for interest dissatisfaction', 'reason for interest', 'reason', 'sababu', 'notes', 'note'],
    ...['comments', 'comment', 'remarks', 'remark', 'maoni', 'maelezo', 'feedback', 'description'],
  ],
  broughtInBy: [
    ...['brought in by', 'brought by', 'referred by', 'referrer', 'agent name', 'agent', 'caretaker name'],
    ...['caretaker', 'house manager', 'ameletwa na', 'aliyeleta', 'wakala', 'referral'],
  ],
  broughtInByContact: [
    ...['brought in by contact', 'brought in by phone', 'agent phone', 'agent contact', 'referrer phone'],
    ...['referrer contact', 'caretaker phone', 'caretaker contact', 'simu ya wakala', 'contact of agent'],
  ],
  agreedInstallationFee: [
    ...['agreed installation fee', 'installation fee', 'installation', 'install fee', 'setup fee'],
    ...['ada ya kuunganisha', 'gharama ya kuunganisha', 'connection fee'],
  ],
  agreedMonthlySubscription: [
    ...['agreed monthly subscription', 'monthly subscription', 'monthly fee', 'subscription', 'monthly'],
    ...['mrc', 'malipo ya mwezi', 'ada ya mwezi', 'price a month', 'price'],
  ],
  customerHasRouter: [
    'customer has router',
    'has router',
    'has a router',
    'own router',
    'ana router',
    'router',
  ],
  routerType: ['router type', 'router model', 'type of router', 'aina ya router'],
  followUpDate: [
    ...['follow up date', 'follow up', 'followup date', 'followup', 'next follow up', 'call back date'],
    ...['callback', 'next call', 'tarehe ya kufuatilia', 'ufuatiliaji'],
  ],
  unitNumber: [
    ...['unit number', 'unit no', 'unit', 'house number', 'house no', 'hse no', 'apartment number', 'apt no'],
    ...['apartment no', 'door number', 'door no', 'door', 'room', 'flat', 'namba ya nyumba', 'nyumba'],
  ],
  location: [
    ...['location', 'estate', 'mtaa', 'area', 'eneo', 'mahali', 'address', 'anwani', 'place', 'building'],
    ...['apartment', 'site', 'town', 'zone', 'region'],
  ],
  assignedTo: [
    ...['assigned to', 'assignee', 'assigned', 'sales person', 'salesperson', 'sales rep', 'handled by'],
    ...['account manager', 'staff', 'amepewa', 'owner'],
  ],
  createdOn: [
    ...['date created', 'created', 'created at', 'created on', 'date added', 'lead date', 'date', 'tarehe'],
    ...['registered', 'timestamp'],
  ],
  convertedOn: [
    'date converted',
    'converted',
    'converted at',
    'converted on',
    'activation date',
    'activated',
  ],
};

/** `Phone No. (WhatsApp)` as `phone no whatsapp`. */
const plain = (heading: string): string =>
  heading
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** How well a heading fits a field: a heading we know beats one in which some words are known, more words beat fewer. */
function fitOf(heading: string, field: ImportField): number {
  const place = headings[field].indexOf(heading);
  if (place >= 0) return 1000 - place;
  const inside = headings[field].filter((known) => ` ${heading} `.includes(` ${known} `));
  return Math.max(0, ...inside.map((known) => known.length));
}

/**
 * What the columns are likely to be, from the words above them; each field once. Where no heading speaks of a phone, it is
 * the column in which most of the `samples` (the first rows) are phones.
 */
export function guessMapping(
  columns: readonly string[],
  samples: readonly (readonly string[])[],
  country: Country,
): (ImportField | null)[] {
  const fits = columns
    .flatMap((column, place) =>
      importFields.map((field) => ({ place, field, fit: fitOf(plain(column), field) })),
    )
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit || one.place - other.place);
  const mapping: (ImportField | null)[] = columns.map(() => null);
  const taken = new Set<ImportField>();
  for (const { place, field } of fits) {
    if (mapping[place] || taken.has(field)) continue;
    mapping[place] = field;
    taken.add(field);
  }
  if (!taken.has('phone')) {
    const place = findPhoneColumn(columns.length, samples, country);
    if (place >= 0) mapping[place] = 'phone';
  }
  return mapping;
}

function findPhoneColumn(count: number, samples: readonly (readonly string[])[], country: Country): number {
  const phones = Array.from(
    { length: count },
    (_, place) => samples.filter((cells) => parsePhone(cells[place] ?? '', country) !== null).length,
  );
  const most = Math.max(0, ...phones);
  return most * 2 > samples.length ? phones.indexOf(most) : -1;
}

/** Where most who read this live; offered first. */
export const commonTimeZones = [
  'Africa/Nairobi',
  'Africa/Kampala',
  'Africa/Dar_es_Salaam',
  'Africa/Kigali',
  'Africa/Addis_Ababa',
  'Africa/Johannesburg',
  'Africa/Lagos',
  'Africa/Accra',
  'Africa/Cairo',
  'Europe/London',
  'Asia/Dubai',
  'Asia/Kolkata',
  'UTC',
] as const;

/** Every IANA zone that this runtime knows, the common ones first. */
export const timeZones: readonly string[] = [
  ...new Set<string>([...commonTimeZones, ...Intl.supportedValuesOf('timeZone')]),
];

const byLooseName = new Map(timeZones.map((zone) => [loosely(zone), zone]));

function loosely(zone: string): string {
  return zone.trim().toLowerCase().replace(/\s+/g, '_');
}

/** `africa/dar es salaam` is `Africa/Dar_es_Salaam`; null where there is no such zone. An offset (`+03:00`) is none. */
export const parseTimeZone = (text: string): string | null => byLooseName.get(loosely(text)) ?? null;

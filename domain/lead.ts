import type { Channel } from './channel.ts';
import type { AgentKind } from './person.ts';

export const leadSources = [
  'Caretaker',
  'Field Sales',
  'Referral',
  'Website',
  'WhatsApp/SMS',
  'Manual Entry',
] as const;
export type LeadSource = (typeof leadSources)[number];

/** As people read it; `Caretaker` is stored, `Caretaker/House Manager` shown. */
export const showSource = (source: LeadSource): string =>
  source === 'Caretaker' ? 'Caretaker/House Manager' : source;

/** Accepts the stored and the shown word, without regard to case. */
export function parseSource(text: string): LeadSource | null {
  const word = text.trim().toLowerCase();
  return (
    leadSources.find((source) => [source, showSource(source)].some((it) => it.toLowerCase() === word)) ?? null
  );
}

const sourceOfAgent: Record<AgentKind, LeadSource> = {
  caretaker: 'Caretaker',
  field: 'Field Sales',
  partner: 'Referral',
};

/** Whoever brought the lead decides; where nobody did, the door it came through. */
export function sourceOf(broughtBy: AgentKind | null, door: Channel | 'form' | 'staff'): LeadSource {
  if (broughtBy) return sourceOfAgent[broughtBy];
  if (door === 'staff') return 'Manual Entry';
  return door === 'web' || door === 'form' ? 'Website' : 'WhatsApp/SMS';
}

/**
 * New → Contacted → Interested → Site Survey Scheduled → Converted is the road;
 * Not Interested and Future Prospect are its lay-bys. Any open status may move to any other.
 * Converted without a router user may be left again; Converted with one is locked until that user is removed.
 */
export const leadStatuses = [
  'New',
  'Contacted',
  'Interested',
  'Site Survey Scheduled',
  'Converted',
  'Not Interested',
  'Future Prospect',
] as const;
export type LeadStatus = (typeof leadStatuses)[number];

export const parseStatus = (text: string): LeadStatus | null =>
  leadStatuses.find((status) => status.toLowerCase() === text.trim().toLowerCase()) ?? null;

/** What a lead must be known by before anyone may ask to move it. */
export interface LeadHold {
  status: LeadStatus;
  /** It has a user on a router. */
  hasRouterUser: boolean;
  /** A conversion of it is requested, working, waiting or uncertain (law 6). */
  isConverting: boolean;
}

export type MoveRefused = 'locked' | 'conversion_running';

/** Why this lead may not change its status, phone, or be archived; null when it may. */
export function refuseToChange(lead: LeadHold): MoveRefused | null {
  if (lead.isConverting) return 'conversion_running';
  return lead.status === 'Converted' && lead.hasRouterUser ? 'locked' : null;
}

/** The longest texts a lead may hold, in characters: long enough for anyone, short enough for every page. */
export const longest = { name: 120, place: 200, isp: 80, notes: 4000, router: 80 } as const;

import type { Channel } from './channel.ts';
import type { ConversionError } from './conversion.ts';
import type { Id } from './id.ts';
import type { Phone } from './phone.ts';

/** What happened, for a reader in a chat. The bot gives it words (law 10). It never holds a password. */
export type Notice =
  | {
      kind: 'conversion_done';
      lead: Id<'lead'> | null;
      name: string | null;
      router: string;
      username: string;
    }
  | {
      kind: 'conversion_failed';
      lead: Id<'lead'> | null;
      name: string | null;
      router: string;
      username: string;
      error: ConversionError;
    }
  | {
      kind: 'conversion_uncertain';
      lead: Id<'lead'> | null;
      name: string | null;
      router: string;
      username: string;
    }
  /** To whoever brought the lead. */
  | { kind: 'brought_lead_converted'; name: string | null; place: string | null }
  /** To staff: somebody new is there, or somebody asked for a person. */
  | { kind: 'lead_arrived'; lead: Id<'lead'>; name: string | null; place: string | null; source: string }
  | {
      kind: 'person_wanted';
      lead: Id<'lead'> | null;
      name: string | null;
      /** The lead's, else the one that the channel vouches for; staff call it. */
      phone: Phone | null;
      channel: Channel;
    }
  /** To a member of staff: somebody else gave them a lead to look after. */
  | { kind: 'lead_assigned'; lead: Id<'lead'>; name: string | null; place: string | null; by: string | null }
  | { kind: 'leads_assigned'; count: number; by: string | null }
  /** To the member of staff who wrote to a person from the lead page: they answered. */
  | { kind: 'person_answered'; lead: Id<'lead'> | null; name: string | null; channel: Channel }
  /** To the owner: an account of ours is in trouble that only a person can mend. */
  | { kind: 'channel_trouble'; channel: Channel; words: string }
  /** To staff: messages could not be stepped and wait on the page of the channels. */
  | { kind: 'messages_parked'; channel: Channel }
  /** A member of staff, `by`, writes to the person of a lead from its page. */
  | { kind: 'staff_message'; text: string; lead?: Id<'lead'>; by?: Id<'user'> };

export type NoticeKind = Notice['kind'];

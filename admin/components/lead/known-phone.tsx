import type { Child } from 'hono/jsx';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { Icon } from '../icon.tsx';
import { leadTitle } from './status.tsx';

/** Null: it is nobody's yet. `hidden`: it is a lead that the viewer may not look at. */
export type KnownPhone = { owner: LeadRecord | 'hidden' } | null;

/** Asks while one types whether the number is known. In the body of a post: a phone stands in no address. */
export const PhoneCheck = ({ lead, children }: { lead: LeadRecord['id'] | null; children: Child }) => (
  <div
    hx-post="/leads/phone"
    hx-trigger="input delay:400ms target:#field-phone"
    hx-vals={lead ? JSON.stringify({ lead }) : undefined}
    hx-target="#known-phone"
    hx-swap="outerHTML"
    hx-sync="this:replace"
    hx-validate="false"
  >
    {children}
  </div>
);

export const KnownPhoneNote = ({ known }: { known: KnownPhone }) => (
  <output id="known-phone" class="check" for="field-phone" data-well={known ? 'false' : undefined}>
    {known && (
      <>
        <Icon name="circle-alert" />
        <span>
          {known.owner === 'hidden' ? (
            'This phone is already known.'
          ) : (
            <>
              Known already: <a href={`/leads/${known.owner.id}`}>Open {leadTitle(known.owner)}</a>
            </>
          )}
        </span>
      </>
    )}
  </output>
);

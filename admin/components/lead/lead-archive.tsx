import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { Icon } from '../icon.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { Moment } from '../time.tsx';
import { leadTitle } from './status.tsx';

interface Props {
  lead: LeadRecord;
  /** Who archived it; null for a program. */
  by: string | null;
  /** The lead that has the phone now. */
  phoneOwner: LeadRecord | null;
  zone: string;
}

/** Above the page of a lead that is in no list any more. */
export const ArchivedNotice = ({ lead, by, phoneOwner, zone }: Props) => (
  <section class="archived" aria-label="Archived">
    <Icon name="archive" />
    <div>
      <p class="archived-title">This lead is archived</p>
      <p>
        It stands in no list and no count
        {lead.archivedAt && (
          <>
            {' '}
            since <Moment at={lead.archivedAt} zone={zone} />
          </>
        )}
        {by && `, by ${by}`}. Its history is kept.
      </p>
      <WayBack lead={lead} phoneOwner={phoneOwner} />
    </div>
  </section>
);

const WayBack = ({ lead, phoneOwner }: Pick<Props, 'lead' | 'phoneOwner'>) =>
  phoneOwner ? (
    <p>
      It cannot be restored: its phone is the lead{' '}
      <a href={`/leads/${phoneOwner.id}`}>{leadTitle(phoneOwner)}</a> by now.
    </p>
  ) : (
    <form method="post" action={`/leads/${lead.id}/restoration`}>
      <button class="btn" data-variant="outline" type="submit">
        <Icon name="archive-restore" />
        Restore
      </button>
    </form>
  );

/** Asks before a lead goes out of sight. */
export const ArchiveForm = ({ lead }: { lead: LeadRecord }) => {
  const path = `/leads/${lead.id}/archive`;
  return (
    <SheetForm path={path}>
      <p>
        {leadTitle(lead)} goes out of the lists and counts, and the phone number is free for a new lead.
        Nothing is deleted: on this page you can restore it.
      </p>
      <SheetFoot back={`/leads/${lead.id}`} act="Archive" icon={<Icon name="archive" />} />
    </SheetForm>
  );
};

import type { ConversionRecord } from '../../../db/conversion/conversion-reads.ts';
import type { MergedLead } from '../../../db/lead/lead-merge-reads.ts';
import type { LeadOrigin } from '../../../db/lead/lead-origin.ts';
import type { LeadRecord, TimelineEntry } from '../../../db/lead/lead-reads.ts';
import { isLive } from '../../../domain/conversion.ts';
import type { Id } from '../../../domain/id.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { Card } from '../card.tsx';
import { ConversionProgress } from './conversion-progress.tsx';
import type { Names } from './event-words.ts';
import { ArchivedNotice } from './lead-archive.tsx';
import { CareForms, NoteForm } from './lead-care.tsx';
import { LeadFacts } from './lead-facts.tsx';
import { LeadHead } from './lead-head.tsx';
import { MergedLeads } from './lead-merge.tsx';
import { RouterUserCard } from './lead-user.tsx';
import { type ChatView, LeadChat } from './reply-box.tsx';
import { Timeline } from './timeline.tsx';

/** Everything that the page of a lead shows. */
export interface LeadWhole {
  lead: LeadRecord;
  viewer: SignedIn;
  zone: string;
  origin: LeadOrigin;
  /** The lead that has the phone of this archived one. */
  phoneOwner: LeadRecord | null;
  timeline: TimelineEntry[];
  names: Names;
  chat: ChatView;
  merged: readonly MergedLead[];
  conversion: ConversionRecord | null;
  staff: { id: Id<'user'>; name: string }[];
}

export const WholeLead = (all: LeadWhole) => {
  const { lead, viewer, zone } = all;
  return (
    <div
      id="live"
      class="lead"
      hx-get={`/leads/${lead.id}`}
      hx-trigger="leadChanged from:body"
      hx-select="#live"
      hx-swap="outerHTML"
    >
      <LeadHead lead={lead} viewer={viewer} />
      {lead.archivedAt && (
        <ArchivedNotice
          lead={lead}
          by={all.timeline.find(({ kind }) => kind === 'archived')?.by ?? null}
          phoneOwner={all.phoneOwner}
          zone={zone}
        />
      )}
      <LeadConversion lead={lead} conversion={all.conversion} viewer={viewer} zone={zone} />
      <div class="columns">
        <WhoTheyAre {...all} />
        <WhatIsDone {...all} />
      </div>
    </div>
  );
};

const WhoTheyAre = ({ lead, viewer, zone, timeline, origin, merged, conversion, chat }: LeadWhole) => (
  <div class="column">
    <Card icon="sprout" title="The lead">
      <LeadFacts
        lead={lead}
        origin={origin}
        reason={lead.status === 'Not Interested' ? reasonIn(timeline, lead) : null}
        zone={zone}
        seesImports={viewerMay(viewer, 'importLeads')}
      />
    </Card>
    {merged.length > 0 && (
      <Card icon="merge" title="Also known as">
        <MergedLeads
          lead={lead.id}
          merged={merged}
          mayUndo={!lead.archivedAt && viewerMay(viewer, 'mergeLeads')}
          zone={zone}
        />
      </Card>
    )}
    {lead.mikrotikUser && <RouterUserCard lead={lead} viewer={viewer} conversion={conversion} />}
    <Card icon="message-circle" title="Chat" class="chat-card">
      <LeadChat view={chat} keepsTyped />
    </Card>
  </div>
);

const WhatIsDone = ({ lead, viewer, zone, timeline, names, staff }: LeadWhole) => (
  <div class="column">
    {!lead.archivedAt && (
      <Card icon="calendar" title="What comes next">
        <CareForms lead={lead} viewer={viewer} staff={staff} zone={zone} />
      </Card>
    )}
    <Card icon="history" title="History" class="history-card">
      {!lead.archivedAt && viewerMay(viewer, 'editLead') && (
        <NoteForm lead={lead} written={timeline.filter(({ kind }) => kind === 'note').length} />
      )}
      <Timeline lead={lead.id} entries={timeline} names={names} zone={zone} />
    </Card>
  </div>
);

/** What was said when the lead was moved to where it is. */
function reasonIn(timeline: readonly TimelineEntry[], { status }: LeadRecord): string | null {
  const moved = timeline.find(({ kind, details }) => kind === 'status' && details.to === status);
  const reason = moved?.details.reason;
  return typeof reason === 'string' ? reason : null;
}

/** A conversion that is under way, or failed and was not made good since. */
const LeadConversion = (props: Pick<LeadWhole, 'lead' | 'conversion' | 'viewer' | 'zone'>) => {
  const { lead, conversion, viewer, zone } = props;
  const isNews = conversion && (isLive(conversion.state) || conversion.state === 'failed');
  if (!isNews || lead.mikrotikUser) return null;
  return (
    <section class="card plain" aria-live="polite" aria-label="Conversion">
      <ConversionProgress conversion={conversion} lead={lead} viewer={viewer} zone={zone} />
    </section>
  );
};

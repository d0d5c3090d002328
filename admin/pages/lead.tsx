import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { type ConversionRecord, findLatestConversion, revealPassword } from '../../db/conversion-reads.ts';
import { listMergedLeads, type MergedLead } from '../../db/lead-merge-reads.ts';
import { type LeadOrigin, readLeadOrigin } from '../../db/lead-origin.ts';
import { findLead, type LeadRecord, readTimeline, type TimelineEntry } from '../../db/lead-reads.ts';
import { findLeadByPhone } from '../../db/leads.ts';
import { readNames } from '../../db/names.ts';
import { listStaff } from '../../db/people.ts';
import { isLive } from '../../domain/conversion.ts';
import type { Id } from '../../domain/id.ts';
import { displayPhone } from '../../domain/phone.ts';
import { allow } from '../auth/gate.ts';
import { ConversionProgress, ReloadWithoutScripts } from '../components/conversion-progress.tsx';
import { idsOf } from '../components/event-words.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { ArchivedNotice } from '../components/lead-archive.tsx';
import { CareForms, NoteForm } from '../components/lead-care.tsx';
import { LeadFacts } from '../components/lead-facts.tsx';
import { MergedLeads } from '../components/lead-merge.tsx';
import { RouterUserCard, ShownPassword } from '../components/lead-user.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { type ChatView, LeadChat } from '../components/reply-box.tsx';
import { isFromHtmx, showPage } from '../components/show.tsx';
import { isHeld, leadTitle, mayConvert, StatusBadge, StatusControl } from '../components/status.tsx';
import { Timeline } from '../components/timeline.tsx';
import { type Desk, type DeskContext, type DeskEnv, type SignedIn, serving } from '../desk.ts';
import { viewerMay, visionOf } from '../viewer.ts';
import { withLead, withLeadOrArchived } from '../visible-lead.ts';
import { readChatView } from './lead-reply.tsx';

/** One lead: what is known, what was said, what happened, and what comes next. */
export function leadPage(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .get('/leads/:id', allow('seeLeads', 'seeAssignedLeads'), by(withLeadOrArchived(showLead)))
    .get('/leads/:id/password', allow('seeCustomerPassword'), by(withLead(showPassword)));
}

/** Not in the page itself: it travels only when somebody asks for it. */
async function showPassword({ db }: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const password = await revealPassword(db, lead.id);
  if (password === null) return showRefusal(c, 'missing');
  const shown = <ShownPassword lead={lead.id} password={password} />;
  return isFromHtmx(c) ? c.html(shown) : showPage(c, { title: 'Password', at: 'leads' }, shown);
}

/** Of an archived lead too, for those who may see one: it says so, and how to have it back. */
export async function showLead(
  desk: Desk,
  c: DeskContext,
  lead: LeadRecord,
  status: 200 | 409 = 200,
): Promise<Response> {
  const { db } = desk;
  const { viewer, settings } = c.var;
  const [timeline, origin, phoneOwner, chat, merged, conversion, staff] = await Promise.all([
    readTimeline(db, lead.id),
    readLeadOrigin(db, lead.id),
    lead.archivedAt ? findPhoneOwner(desk, c, lead) : null,
    readChatView(desk, c, lead),
    listMergedLeads(db, lead.id),
    findLatestConversion(db, lead.id),
    viewerMay(viewer, 'assignLead') ? listStaff(db) : [],
  ]);
  const names = await readNames(db, idsOf(timeline));
  const zone = settings.timeZone;
  const all: Whole = {
    lead,
    viewer,
    zone,
    origin,
    phoneOwner,
    timeline,
    names,
    chat,
    merged,
    conversion,
    staff,
  };
  return showPage(
    c,
    {
      title: leadTitle(lead),
      at: 'leads',
      status,
      head: conversion && <ReloadWithoutScripts conversion={conversion} />,
    },
    <WholeLead {...all} />,
  );
}

/** Who has the phone of an archived lead now: it cannot come back beside them. */
async function findPhoneOwner(
  { db }: Desk,
  c: DeskContext,
  { phone }: LeadRecord,
): Promise<LeadRecord | null> {
  const owner = await findLeadByPhone(db, phone);
  const vision = visionOf(c.var.viewer);
  return owner && vision ? findLead(db, owner, vision) : null;
}

interface Whole {
  lead: LeadRecord;
  viewer: SignedIn;
  zone: string;
  origin: LeadOrigin;
  /** The lead that has the phone of this archived one. */
  phoneOwner: LeadRecord | null;
  timeline: TimelineEntry[];
  names: ReadonlyMap<string, string>;
  chat: ChatView;
  merged: readonly MergedLead[];
  conversion: ConversionRecord | null;
  staff: { id: Id<'user'>; name: string }[];
}

const WholeLead = (all: Whole) => {
  const { lead, viewer, zone, timeline, origin } = all;
  const isArchived = lead.archivedAt !== null;
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
      {isArchived && (
        <ArchivedNotice
          lead={lead}
          origin={origin}
          by={timeline.find(({ kind }) => kind === 'archived')?.by ?? null}
          phoneOwner={all.phoneOwner}
          zone={zone}
        />
      )}
      <LeadConversion lead={lead} conversion={all.conversion} viewer={viewer} zone={zone} />
      <div class="columns">
        <div class="column">
          <Card icon="sprout" title="The lead">
            <LeadFacts
              lead={lead}
              origin={origin}
              reason={lead.status === 'Not Interested' ? reasonIn(timeline) : null}
              zone={zone}
              seesImports={viewerMay(viewer, 'importLeads')}
            />
          </Card>
          {all.merged.length > 0 && (
            <Card icon="merge" title="Also known as">
              <MergedLeads
                lead={lead.id}
                merged={all.merged}
                mayUndo={!isArchived && viewerMay(viewer, 'mergeLeads')}
                zone={zone}
              />
            </Card>
          )}
          {lead.mikrotikUser && <RouterUserCard lead={lead} viewer={viewer} conversion={all.conversion} />}
          <Card icon="message-circle" title="Chat" class="chat-card">
            <LeadChat view={all.chat} keepsTyped />
          </Card>
        </div>
        <div class="column">
          {!isArchived && (
            <Card icon="calendar" title="What comes next">
              <CareForms lead={lead} viewer={viewer} staff={all.staff} zone={zone} />
            </Card>
          )}
          <Card icon="history" title="History" class="history-card">
            {!isArchived && viewerMay(viewer, 'editLead') && (
              <NoteForm lead={lead} written={timeline.filter(({ kind }) => kind === 'note').length} />
            )}
            <Timeline lead={lead.id} entries={timeline} names={all.names} zone={zone} />
          </Card>
        </div>
      </div>
    </div>
  );
};

/** What was said when the lead was last moved. */
function reasonIn(timeline: readonly TimelineEntry[]): string | null {
  const reason = timeline.find(({ kind }) => kind === 'status')?.details.reason;
  return typeof reason === 'string' ? reason : null;
}

interface CardProps {
  icon: IconName;
  title: string;
  /** For its place in the order on a phone. */
  class?: string;
  children: Child;
}

const Card = ({ icon, title, class: name, children }: CardProps) => (
  <section class={`card plain ${name ?? ''}`}>
    <h2>
      <Icon name={icon} />
      {title}
    </h2>
    {children}
  </section>
);

const LeadHead = ({ lead, viewer }: Pick<Whole, 'lead' | 'viewer'>) => (
  <header class="page-head lead-head">
    <div>
      <h1 class={lead.name ? undefined : 'muted'}>{leadTitle(lead)}</h1>
      <p class="lead-phone">
        <a href={`tel:${lead.phone}`}>
          <Icon name="phone" />
          {displayPhone(lead.phone)}
        </a>
        {!lead.phoneAttested && (
          <span class="muted fine" title="Somebody typed it; no channel vouches for it.">
            not verified
          </span>
        )}
      </p>
    </div>
    {lead.archivedAt ? (
      <StatusBadge status={lead.status} />
    ) : (
      <div class="page-acts">
        <StatusControl lead={lead} viewer={viewer} back={`/leads/${lead.id}`} />
        <LeadActs lead={lead} viewer={viewer} />
      </div>
    )}
  </header>
);

const LeadActs = ({ lead, viewer }: Pick<Whole, 'lead' | 'viewer'>) => (
  <>
    {viewerMay(viewer, 'mergeLeads') && (
      <a
        class="btn"
        id="merge"
        data-variant="ghost"
        data-size="icon"
        href={`/leads/${lead.id}/merge`}
        hx-get={`/leads/${lead.id}/merge`}
        aria-label="Merge with another lead"
        title="Merge with another lead"
      >
        <Icon name="merge" />
      </a>
    )}
    {viewerMay(viewer, 'archiveLead') && !isHeld(lead) && (
      <a
        class="btn"
        id="archive"
        data-variant="ghost"
        data-size="icon"
        href={`/leads/${lead.id}/archive`}
        hx-get={`/leads/${lead.id}/archive`}
        aria-label="Archive"
        title="Archive"
      >
        <Icon name="archive" />
      </a>
    )}
    {viewerMay(viewer, 'editLead') && (
      <a class="btn" data-variant="outline" href={`/leads/${lead.id}/edit`}>
        <Icon name="pencil" />
        Edit
      </a>
    )}
    {mayConvert(lead, viewer) && (
      <a
        class="btn"
        id="convert"
        href={`/leads/${lead.id}/conversion/new`}
        hx-get={`/leads/${lead.id}/conversion/new`}
      >
        <Icon name="user-round-check" />
        {lead.status === 'Converted' ? 'Make user' : 'Convert'}
      </a>
    )}
  </>
);

/** A conversion that is under way, or failed and was not made good since. */
const LeadConversion = (props: Pick<Whole, 'lead' | 'conversion' | 'viewer' | 'zone'>) => {
  const { lead, conversion, viewer, zone } = props;
  const isNews = conversion && (isLive(conversion.state) || conversion.state === 'failed');
  if (!isNews || lead.mikrotikUser) return null;
  return (
    <section class="card plain" aria-live="polite" aria-label="Conversion">
      <ConversionProgress conversion={conversion} lead={lead} viewer={viewer} zone={zone} />
    </section>
  );
};

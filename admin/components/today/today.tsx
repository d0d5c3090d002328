import type { Child } from 'hono/jsx';
import type { KeptNotice } from '../../../db/chat/notices.ts';
import type { Part, TroubledConversion, WaitingLead, Whose } from '../../../db/today.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { showAgo } from '../ago.tsx';
import { Empty } from '../empty.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { CallBacks, isCallBack, Notices } from '../notices.tsx';
import { showLongDay } from '../time.tsx';
import { ConversionRow, LeadRow } from './today-rows.tsx';

/** Null: not for this viewer. */
export interface TodayWork {
  notices: readonly KeptNotice[];
  followUps: Part<WaitingLead>;
  surveys: Part<WaitingLead>;
  unclaimed: Part<WaitingLead> | null;
  conversions: Part<TroubledConversion> | null;
  /** The technician's own leads. */
  assigned: Part<WaitingLead> | null;
}

interface Props {
  work: TodayWork;
  whose: Whose;
  viewer: SignedIn;
  zone: string;
}

/** What waits for somebody. It looks again each minute, so that it may stay open all day. */
export const Today = (props: Props) => {
  const { work, whose, viewer, zone } = props;
  const here = whose === 'everybody' ? '/today?whose=everybody' : '/today';
  return (
    <div
      id="live"
      class="today"
      hx-get={here}
      hx-trigger="every 60s, leadChanged from:body"
      hx-select="#live"
      hx-swap="outerMorph"
    >
      <header class="page-head">
        <div>
          <h1>Today</h1>
          <p class="muted">{showLongDay(new Date(), zone)}</p>
        </div>
        {viewerMay(viewer, 'seeLeads') && <WhoseSwitch whose={whose} />}
      </header>
      <CallBacks notices={work.notices.filter(isCallBack)} zone={zone} />
      <div class="today-parts">
        <FollowUps {...props} />
        <Surveys {...props} />
        <Unclaimed {...props} />
        <Conversions {...props} />
        <Assigned {...props} />
      </div>
      {isQuiet(work) && <Quiet viewer={viewer} />}
      <Notices notices={work.notices.filter((notice) => !isCallBack(notice))} zone={zone} />
    </div>
  );
};

const WhoseSwitch = ({ whose }: Pick<Props, 'whose'>) => (
  <nav class="switch" aria-label="Whose work">
    <a href="/today" aria-current={whose === 'everybody' ? undefined : 'page'}>
      Mine
    </a>
    <a href="/today?whose=everybody" aria-current={whose === 'everybody' ? 'page' : undefined}>
      Everybody’s
    </a>
  </nav>
);

interface SectionProps {
  icon: IconName;
  title: string;
  part: Part<unknown> | null;
  /** The whole list behind it. */
  all?: { href: string; words: string };
  children: Child;
}

/** One kind of work, if there is any of it. */
const Section = ({ icon, title, part, all, children }: SectionProps) =>
  part && part.count > 0 ? (
    <section class="card plain today-part">
      <h2>
        <Icon name={icon} />
        {title}
        <span class="tally">{countWords(part)}</span>
      </h2>
      <ul class="waiting">{children}</ul>
      {part.count > part.rows.length && !all && (
        <p class="muted fine">The newest {part.rows.length} are shown.</p>
      )}
      {all && (
        <a class="today-all" href={all.href}>
          {all.words}
          <Icon name="chevron-right" />
        </a>
      )}
    </section>
  ) : null;

const countWords = ({ count, countIsExact }: Part<unknown>): string =>
  `${new Intl.NumberFormat('en').format(count)}${countIsExact ? '' : '+'}`;

/** The list of leads, filtered. */
function listPath(filter: Record<string, string | readonly string[]>): string {
  const query = new URLSearchParams();
  for (const [key, values] of Object.entries(filter))
    for (const value of [values].flat()) query.append(key, value);
  return `/leads?${query}`;
}

/** Whose leads the follow-ups are of: the same as `readFollowUps` counts. */
const assignees = (whose: Whose): readonly string[] => {
  if (whose === 'everybody') return [];
  return whose.sees === 'own' ? ['me'] : ['me', 'nobody'];
};

const FollowUps = ({ work: { followUps }, whose, zone }: Props) => (
  <Section
    icon="calendar-clock"
    title="Follow-ups due"
    part={followUps}
    all={{
      href: listPath({ followUp: ['overdue', 'today'], sort: 'followUpDate', assignedTo: assignees(whose) }),
      words: 'All follow-ups due',
    }}
  >
    {followUps.rows.map((lead) => (
      <LeadRow lead={lead} due={lead.followUpDate} zone={zone} note={ownerWords(lead, whose)} />
    ))}
  </Section>
);

/** Whose it is, where that is not plain: among everybody's, or nobody's. */
function ownerWords({ assignedTo }: WaitingLead, whose: Whose): string | null {
  if (!assignedTo) return 'nobody’s';
  return whose === 'everybody' ? assignedTo : null;
}

const Surveys = ({ work: { surveys }, whose, zone }: Props) => (
  <Section
    icon="map-pin"
    title="Site surveys"
    part={surveys}
    all={{ href: listPath({ status: 'Site Survey Scheduled' }), words: 'All site surveys' }}
  >
    {surveys.rows.map((lead) => (
      <LeadRow
        lead={lead}
        due={lead.surveyOn}
        zone={zone}
        note={whose === 'everybody' ? (lead.surveyBy ?? 'nobody goes yet') : null}
      />
    ))}
  </Section>
);

const Unclaimed = ({ work: { unclaimed }, whose, viewer, zone }: Props) => (
  <Section
    icon="hand"
    title="New and nobody’s"
    part={unclaimed}
    all={{
      href: listPath({ status: 'New', assignedTo: 'nobody', sort: 'createdAt' }),
      words: 'All that are nobody’s',
    }}
  >
    {unclaimed?.rows.map((lead) => (
      <LeadRow
        lead={lead}
        zone={zone}
        note={`came ${showAgo(lead.createdAt)}`}
        claim={viewerMay(viewer, 'assignLead') ? whose : undefined}
      />
    ))}
  </Section>
);

const Conversions = ({ work: { conversions } }: Props) => (
  <Section icon="router" title="Conversions to look at" part={conversions}>
    {conversions?.rows.map((conversion) => (
      <ConversionRow conversion={conversion} />
    ))}
  </Section>
);

const Assigned = ({ work: { assigned }, zone }: Props) => (
  <Section
    icon="sprout"
    title="Assigned to you"
    part={assigned}
    all={{ href: '/leads', words: 'All your leads' }}
  >
    {assigned?.rows.map((lead) => (
      <LeadRow lead={lead} zone={zone} withStatus />
    ))}
  </Section>
);

const isQuiet = ({ notices, ...parts }: TodayWork): boolean =>
  notices.length === 0 && Object.values(parts).every((part) => part === null || part.count === 0);

const Quiet = ({ viewer }: Pick<Props, 'viewer'>) => (
  <Empty icon="sun" title="Nothing waits for you">
    <p>
      No follow-up is due,{' '}
      {viewerMay(viewer, 'seeLeads') ? 'every new lead has somebody' : 'no survey is planned'}, and the
      routers have said yes. Enjoy it, or look ahead.
    </p>
    <a class="btn" data-variant="outline" href="/leads">
      Look at the leads
    </a>
  </Empty>
);

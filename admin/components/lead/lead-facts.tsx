import type { Child } from 'hono/jsx';
import type { LeadOrigin } from '../../../db/lead/lead-origin.ts';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { showSource } from '../../../domain/lead.ts';
import { addMoney, displayMoney, type Money } from '../../../domain/money.ts';
import { displayPhone, parsePhone } from '../../../domain/phone.ts';
import { Moment, showDate } from '../time.tsx';

/** A fact with its name. One that is not known is left out: a page of dashes tells nothing. */
const Fact = ({ name, wide, children }: { name: string; wide?: boolean; children: Child }) =>
  children ? (
    <div class={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;

const money = (sum: Money | null) => sum && displayMoney(sum);

interface Props {
  lead: LeadRecord;
  origin: LeadOrigin;
  /** Why they said no, where they did and somebody wrote it down. */
  reason: string | null;
  zone: string;
  /** Whether the viewer may open the imports. */
  seesImports: boolean;
}

/** What is known of a lead. */
export const LeadFacts = ({ lead, origin, reason, zone, seesImports }: Props) => (
  <dl class="facts">
    <Fact name="Why not interested" wide>
      {reason}
    </Fact>
    <Fact name="Site survey">{lead.surveyOn && surveyWords(lead.surveyOn, lead.surveyBy)}</Fact>
    <Fact name="Location">{lead.location}</Fact>
    <Fact name="Unit">{lead.unitNumber}</Fact>
    <Fact name="Desired package">{lead.package?.name}</Fact>
    <Fact name="Current ISP">{lead.currentIsp}</Fact>
    <Fact name="Router">{routerWords(lead)}</Fact>
    <Fact name="Source">{showSource(lead.source)}</Fact>
    <Fact name="Brought in by">
      {(lead.broughtInBy || lead.broughtInByContact || origin.bringer) && (
        <>
          {lead.broughtInBy ?? origin.bringer?.name}{' '}
          <Contact text={lead.broughtInByContact ?? origin.bringer?.phone ?? null} />
        </>
      )}
    </Fact>
    <Fact name="Installation fee">{money(lead.agreedInstallationFee)}</Fact>
    <Fact name="Monthly subscription">{money(lead.agreedMonthlySubscription)}</Fact>
    <Fact name="Total">{money(addMoney(lead.agreedInstallationFee, lead.agreedMonthlySubscription))}</Fact>
    <Fact name="Created">
      <Moment at={lead.createdAt} zone={zone} />
    </Fact>
    <Fact name="Imported from">
      {origin.import && <Imported from={origin.import} isLink={seesImports} />}
    </Fact>
    <Fact name="Reason for interest or dissatisfaction" wide>
      {lead.notes && <span class="prose">{lead.notes}</span>}
    </Fact>
  </dl>
);

const surveyWords = (on: string, by: LeadRecord['surveyBy']) =>
  by ? `${showDate(on)}, ${by.name}` : `${showDate(on)}, nobody named yet`;

const Imported = ({ from, isLink }: { from: NonNullable<LeadOrigin['import']>; isLink: boolean }) =>
  isLink ? <a href={`/imports/${from.id}`}>{from.fileName}</a> : from.fileName;

/** Whether they have a router, and which. */
export function routerWords({ customerHasRouter, routerType }: LeadRecord): string | null {
  if (customerHasRouter === null) return null;
  if (!customerHasRouter) return 'None of their own';
  return routerType ?? 'Has one';
}

const Contact = ({ text }: { text: string | null }) => {
  const phone = text && parsePhone(text);
  if (!phone) return <span class="muted">{text}</span>;
  return (
    <a class="muted" href={`tel:${phone}`}>
      {displayPhone(phone)}
    </a>
  );
};

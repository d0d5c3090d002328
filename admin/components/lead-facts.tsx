import type { Child } from 'hono/jsx';
import type { LeadRecord } from '../../db/lead-reads.ts';
import { showSource } from '../../domain/lead.ts';
import { addMoney, displayMoney, type Money } from '../../domain/money.ts';
import { displayPhone, parsePhone } from '../../domain/phone.ts';
import { Moment } from './time.tsx';

/** A fact with its name. One that is not known is left out: a page of dashes tells nothing. */
const Fact = ({ name, wide, children }: { name: string; wide?: boolean; children: Child }) =>
  children ? (
    <div class={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;

const money = (sum: Money | null) => sum && displayMoney(sum);

/** What is known of a lead. */
export const LeadFacts = ({ lead, zone }: { lead: LeadRecord; zone: string }) => (
  <dl class="facts">
    <Fact name="Location">{lead.location}</Fact>
    <Fact name="Unit">{lead.unitNumber}</Fact>
    <Fact name="Desired package">{lead.package?.name}</Fact>
    <Fact name="Current ISP">{lead.currentIsp}</Fact>
    <Fact name="Router">{routerWords(lead)}</Fact>
    <Fact name="Source">{showSource(lead.source)}</Fact>
    <Fact name="Brought in by">
      {(lead.broughtInBy || lead.broughtInByContact) && (
        <>
          {lead.broughtInBy} <Contact text={lead.broughtInByContact} />
        </>
      )}
    </Fact>
    <Fact name="Installation fee">{money(lead.agreedInstallationFee)}</Fact>
    <Fact name="Monthly subscription">{money(lead.agreedMonthlySubscription)}</Fact>
    <Fact name="Total">{money(addMoney(lead.agreedInstallationFee, lead.agreedMonthlySubscription))}</Fact>
    <Fact name="Created">
      <Moment at={lead.createdAt} zone={zone} />
    </Fact>
    <Fact name="Reason for interest or dissatisfaction" wide>
      {lead.notes && <span class="prose">{lead.notes}</span>}
    </Fact>
  </dl>
);

function routerWords({ customerHasRouter, routerType }: LeadRecord): string | null {
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

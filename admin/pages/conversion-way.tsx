import { Hono } from 'hono';
import { cancelConversion } from '../../db/conversion/conversion-cancel.ts';
import type { ConversionRecord } from '../../db/conversion/conversion-reads.ts';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import { isLive } from '../../domain/conversion.ts';
import { displayPhone } from '../../domain/phone.ts';
import { allow } from '../auth/gate.ts';
import {
  ConversionProgress,
  progressVersion,
  ReloadWithoutScripts,
} from '../components/lead/conversion-progress.tsx';
import { showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { say } from '../said.ts';
import { byOf } from '../viewer.ts';
import { withConversion } from '../visible-lead.ts';

/** The way of a conversion, from asked for to seen on the router: watched, polled, or given up. */
export function conversionWayPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const maySee = allow('seeLeads', 'seeAssignedLeads');
  const path = '/leads/:id/conversion';
  return new Hono<DeskEnv>()
    .get(path, maySee, by(withConversion(showWay)))
    .get(`${path}/progress`, maySee, by(withConversion(answerPoll)))
    .post(`${path}/cancellation`, allow('convertLead'), by(withConversion(giveUp)));
}

export function showWay(_: Desk, c: DeskContext, lead: LeadRecord, conversion: ConversionRecord) {
  const back = `/leads/${lead.id}`;
  return showSheet(
    c,
    {
      title: `Converting ${lead.name ?? displayPhone(lead.phone)}`,
      at: 'leads',
      back,
      head: <ReloadWithoutScripts conversion={conversion} />,
    },
    <>
      <div class="sheet-form" aria-live="polite">
        <ConversionProgress
          conversion={conversion}
          lead={lead}
          viewer={c.var.viewer}
          zone={c.var.settings.timeZone}
        />
      </div>
      <footer class="sheet-foot">
        <a class="btn" data-variant="outline" href={back} data-close>
          Close
        </a>
      </footer>
    </>,
  );
}

/** Nothing while nothing has happened: what moves on the page would begin anew with each answer. */
function answerPoll(_: Desk, c: DeskContext, lead: LeadRecord, conversion: ConversionRecord) {
  if (c.req.query('seen') === progressVersion(conversion)) return c.body(null, 204);
  // Whatever page lies under the dialog shows the lead as it is now.
  if (!isLive(conversion.state)) c.header('hx-trigger', 'leadChanged');
  const { viewer, settings } = c.var;
  return c.html(
    <ConversionProgress conversion={conversion} lead={lead} viewer={viewer} zone={settings.timeZone} />,
  );
}

async function giveUp({ db }: Desk, c: DeskContext, lead: LeadRecord, conversion: ConversionRecord) {
  const cancelled = await cancelConversion(db, conversion.id, byOf(c.var.viewer));
  say(c, cancelled === 'ok' ? 'The conversion is given up.' : 'It is too late to give it up.');
  return c.redirect(`/leads/${lead.id}`, 303);
}

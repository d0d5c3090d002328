import { Hono } from 'hono';
import { z } from 'zod';
import { type SettleRefused, settleDoubt } from '../../db/conversion/conversion-doubt.ts';
import type { ConversionRecord } from '../../db/conversion/conversion-reads.ts';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import { allow } from '../auth/gate.ts';
import { callLead } from '../components/lead/status.tsx';
import { showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { readForm } from '../forms/form.ts';
import { oneOf } from '../forms/typed.ts';
import { say } from '../said.ts';
import { withConversion } from '../visible-lead.ts';

const settlementForm = z.object({ seen: oneOf(['present', 'absent'], 'Say whether the user is there.') });

/** A router that will never answer again: a person says what is on it, so that the lead is free. */
export function conversionDoubtPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayConvert = allow('convertLead');
  const path = '/leads/:id/conversion/doubt';
  return new Hono<DeskEnv>()
    .get(path, mayConvert, by(withConversion(ask)))
    .post(path, mayConvert, by(withConversion(settle)));
}

function ask(_: Desk, c: DeskContext, lead: LeadRecord, { username, routerName }: ConversionRecord) {
  const back = `/leads/${lead.id}`;
  return showSheet(
    c,
    {
      title: `Is ${username} on ${routerName}?`,
      at: 'leads',
      hint: 'Karibu asked the router to add the user and never heard whether it did.',
      back,
    },
    <form class="sheet-form" method="post" action={`${back}/conversion/doubt`}>
      <p>
        Look at the router yourself: with WinBox, or on site. Your answer stands in the history with your
        name. If the router is broken and will not come back, the user is not there.
      </p>
      <footer class="sheet-foot">
        <a class="btn" data-variant="ghost" href={back} data-close>
          Cancel
        </a>
        <button class="btn" data-variant="outline" type="submit" name="seen" value="absent">
          It is not there
        </button>
        <button class="btn" type="submit" name="seen" value="present">
          I saw it there
        </button>
      </footer>
    </form>,
  );
}

async function settle({ db }: Desk, c: DeskContext, lead: LeadRecord, conversion: ConversionRecord) {
  const { data, form } = await readForm(c, settlementForm);
  if (!data) {
    say(c, form.errors.seen ?? '');
    return c.redirect(`/leads/${lead.id}`, 303);
  }
  const settled = await settleDoubt(db, conversion.id, data.seen, c.var.viewer.person);
  say(c, settled === 'ok' ? ends[data.seen](callLead(lead)) : refusals[settled.refused]);
  return c.redirect(`/leads/${lead.id}`, 303);
}

const ends = {
  present: (lead: string) => `${lead} is a customer.`,
  absent: (lead: string) => `${lead} is as before, and can be converted again.`,
};

const refusals: Record<SettleRefused['refused'], string> = {
  not_found: 'This conversion is not there any more.',
  too_early: 'The router may still answer. Wait ten minutes after the user was asked for.',
  not_uncertain: 'It is not in doubt any more, or Karibu is looking just now.',
};

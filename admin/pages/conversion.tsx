import { type Context, Hono } from 'hono';
import { cancelConversion } from '../../db/conversion-cancel.ts';
import {
  type ConversionRecord,
  findLatestConversion,
  proposeFreeUsername,
} from '../../db/conversion-reads.ts';
import { isUsernameTaken, type RequestRefused, requestConversion } from '../../db/conversions.ts';
import { moveLead } from '../../db/lead-edit.ts';
import type { LeadRecord } from '../../db/lead-reads.ts';
import { listPackages } from '../../db/packages.ts';
import { findRouter, listRouters } from '../../db/routers.ts';
import { isLive } from '../../domain/conversion.ts';
import { isId } from '../../domain/id.ts';
import { generatePassword } from '../../domain/password.ts';
import { displayPhone } from '../../domain/phone.ts';
import { isUsername } from '../../domain/username.ts';
import { allow } from '../auth/gate.ts';
import { ConversionForm, UsernameCheck, type UsernameVerdict } from '../components/conversion-form.tsx';
import {
  ConversionProgress,
  progressVersion,
  ReloadWithoutScripts,
} from '../components/conversion-progress.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { CustomerPasswordField } from '../components/secret-field.tsx';
import { goOn, isFromHtmx, showSheet } from '../components/show.tsx';
import { callLead } from '../components/status.tsx';
import type { Desk, DeskEnv } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { userWishForm } from '../forms/user-wish.ts';
import { wordsOfRefusal } from '../lead-words.ts';
import { say } from '../said.ts';
import { byOf } from '../viewer.ts';
import { findVisibleLead } from '../visible-lead.ts';

/** From lead to customer: the dialog, its checks while one types, and the way of the conversion. */
export function conversionPages(desk: Desk): Hono<DeskEnv> {
  const { db } = desk;
  const pages = new Hono<DeskEnv>();
  const path = '/leads/:id/conversion';

  pages.get(`${path}/new`, allow('convertLead'), async (c) => {
    const lead = await findVisibleLead(db, c);
    if (!lead) return showRefusal(c, 'missing');
    if (lead.isConverting || lead.mikrotikUser) return c.redirect(`/leads/${lead.id}/conversion`, 303);
    const [username, routers] = await Promise.all([proposeFreeUsername(db, lead), listRouters(db)]);
    const only = routers.length === 1 ? routers[0] : undefined;
    const password = generatePassword();
    const packageId = lead.package?.id;
    const form = filledForm({ createUser: 'yes', username, password, packageId, routerId: only?.id });
    return showDialog(desk, c, lead, form);
  });

  pages.get(`${path}/username`, allow('convertLead'), async (c) =>
    c.html(<UsernameCheck verdict={await judgeUsername(desk, c.req.query())} />),
  );

  pages.get(`${path}/password`, allow('convertLead'), (c) => {
    const form = filledForm({ password: generatePassword() });
    return c.html(
      <CustomerPasswordField form={form} again={`/leads/${c.req.param('id')}/conversion/password`} />,
    );
  });

  pages.post(path, allow('convertLead'), async (c) => {
    const lead = await findVisibleLead(db, c);
    if (!lead) return showRefusal(c, 'missing');
    const { createUser } = await c.req.parseBody();
    return createUser === undefined ? convertWithoutUser(desk, c, lead) : convertWithUser(desk, c, lead);
  });

  pages.get(path, allow('seeLeads', 'seeAssignedLeads'), async (c) => {
    const lead = await findVisibleLead(db, c);
    const conversion = lead && (await findLatestConversion(db, lead.id));
    return conversion ? showProgress(c, lead, conversion) : showRefusal(c, 'missing');
  });

  pages.get(`${path}/progress`, allow('seeLeads', 'seeAssignedLeads'), async (c) => {
    const lead = await findVisibleLead(db, c);
    const conversion = lead && (await findLatestConversion(db, lead.id));
    if (!conversion) return showRefusal(c, 'missing');
    if (c.req.query('seen') === progressVersion(conversion)) return c.body(null, 204);
    // Whatever page lies under the dialog shows the lead as it is now.
    if (!isLive(conversion.state)) c.header('hx-trigger', 'leadChanged');
    return c.html(<ConversionProgress conversion={conversion} lead={lead} zone={c.var.settings.timeZone} />);
  });

  pages.post(`${path}/cancellation`, allow('convertLead'), async (c) => {
    const lead = await findVisibleLead(db, c);
    const conversion = lead && (await findLatestConversion(db, lead.id));
    if (!conversion) return showRefusal(c, 'missing');
    const cancelled = await cancelConversion(db, conversion.id, byOf(c.var.viewer));
    say(c, cancelled === 'ok' ? 'The conversion is given up.' : 'It is too late to give it up.');
    return c.redirect(`/leads/${lead.id}`, 303);
  });

  return pages;
}

async function convertWithoutUser({ db }: Desk, c: Context<DeskEnv>, lead: LeadRecord): Promise<Response> {
  const moved = await moveLead(db, lead.id, 'Converted', byOf(c.var.viewer));
  say(c, moved === 'ok' ? `${callLead(lead)} is a customer, without a user yet.` : wordsOfRefusal(moved));
  return goOn(c, `/leads/${lead.id}`);
}

async function convertWithUser(desk: Desk, c: Context<DeskEnv>, lead: LeadRecord): Promise<Response> {
  const posted = await readForm(c, userWishForm);
  if (!posted.data) return showDialog(desk, c, lead, posted.form);
  const asked = await requestConversion(desk.db, lead.id, posted.data, { by: byOf(c.var.viewer) });
  if ('refused' in asked) return showRefused(desk, c, lead, posted.form, asked);
  return followConversion(desk, c, lead);
}

/** With JavaScript the dialog goes on to show the way; without it a page does. */
async function followConversion({ db }: Desk, c: Context<DeskEnv>, lead: LeadRecord): Promise<Response> {
  if (!isFromHtmx(c)) return c.redirect(`/leads/${lead.id}/conversion`, 303);
  const conversion = await findLatestConversion(db, lead.id);
  return conversion ? showProgress(c, lead, conversion) : showRefusal(c, 'missing');
}

async function showRefused(
  desk: Desk,
  c: Context<DeskEnv>,
  lead: LeadRecord,
  form: FormState,
  refusal: RequestRefused,
): Promise<Response> {
  switch (refusal.refused) {
    case 'not_found':
      return showRefusal(c, 'missing');
    // A second click, or a second person: both see the one that is under way, or done.
    case 'conversion_running':
    case 'already_customer':
    case 'locked':
      return followConversion(desk, c, lead);
    case 'username_taken':
      return showDialog(
        desk,
        c,
        lead,
        withErrors(form, { username: 'Taken on this router. Choose another.' }),
      );
    case 'unknown_reference':
      return showDialog(
        desk,
        c,
        lead,
        withErrors(form, { [refusal.field]: 'This is gone. Choose another.' }),
      );
  }
}

async function judgeUsername({ db }: Desk, query: Record<string, string>): Promise<UsernameVerdict> {
  const username = (query.username ?? '').trim().toLowerCase();
  if (username === '') return null;
  if (!isUsername(username))
    return { well: false, words: 'Small letters, digits, dots, dashes or underscores.' };
  const router = isId('router', query.routerId) ? await findRouter(db, query.routerId) : null;
  const taken = await isUsernameTaken(db, username, router?.id ?? null);
  const where = router ? `on ${router.name}` : 'on every router';
  return taken
    ? { well: false, words: `${username} is taken${router ? ` ${where}` : ''}.` }
    : { well: true, words: `${username} is free ${where}.` };
}

async function showDialog(desk: Desk, c: Context<DeskEnv>, lead: LeadRecord, form: FormState) {
  const [packages, routers, verdict] = await Promise.all([
    listPackages(desk.db),
    listRouters(desk.db),
    form.errors.username ? null : judgeUsername(desk, form.typed),
  ]);
  const status = Object.keys(form.errors).length > 0 ? 422 : 200;
  return showSheet(
    c,
    { title: 'Convert to customer', at: 'leads', back: `/leads/${lead.id}`, status },
    <ConversionForm lead={lead} form={form} verdict={verdict} packages={packages} routers={routers} />,
  );
}

function showProgress(c: Context<DeskEnv>, lead: LeadRecord, conversion: ConversionRecord) {
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
        <ConversionProgress conversion={conversion} lead={lead} zone={c.var.settings.timeZone} />
      </div>
      <footer class="sheet-foot">
        <a class="btn" data-variant="outline" href={back} data-close>
          Close
        </a>
      </footer>
    </>,
  );
}

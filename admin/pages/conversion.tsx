import { Hono } from 'hono';
import { z } from 'zod';
import { proposeFreeUsername } from '../../db/conversion/conversion-reads.ts';
import { isUsernameTaken, type RequestRefused, requestConversion } from '../../db/conversion/conversions.ts';
import { editLead } from '../../db/lead/lead-edit.ts';
import type { LeadRecord } from '../../db/lead/lead-reads.ts';
import { listPackages } from '../../db/packages.ts';
import { findRouter, listRouters } from '../../db/routers.ts';
import { isId } from '../../domain/id.ts';
import { leadStatuses } from '../../domain/lead.ts';
import { generatePassword } from '../../domain/password.ts';
import { isUsername } from '../../domain/username.ts';
import { allow } from '../auth/gate.ts';
import { ConversionForm, UsernameCheck, type UsernameVerdict } from '../components/lead/conversion-form.tsx';
import { callLead } from '../components/lead/status.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { CustomerPasswordField } from '../components/secret-field.tsx';
import { finishSheet, isFromHtmx, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { userWishForm } from '../forms/user-wish.ts';
import { byOf } from '../viewer.ts';
import { withConversion, withLead } from '../visible-lead.ts';
import { showWay } from './conversion-way.tsx';
import { wordsOfMoveRefused } from './lead-move.tsx';

/** From lead to customer: the dialog, and its checks while one types. */
export function conversionPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayConvert = allow('convertLead');
  const path = '/leads/:id/conversion';
  return new Hono<DeskEnv>()
    .get(`${path}/new`, mayConvert, by(withLead(offerConversion)))
    .get(`${path}/username`, mayConvert, by(checkUsername))
    .get(`${path}/password`, mayConvert, by(proposePassword))
    .post(path, mayConvert, by(withLead(convert)));
}

async function offerConversion(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  if (lead.isConverting || lead.mikrotikUser) return c.redirect(`/leads/${lead.id}/conversion`, 303);
  const [username, routers] = await Promise.all([proposeFreeUsername(desk.db, lead), listRouters(desk.db)]);
  const only = routers.length === 1 ? routers[0] : undefined;
  const password = generatePassword();
  const packageId = lead.package?.id;
  const { status: was } = lead;
  const form = filledForm({ createUser: 'yes', was, username, password, packageId, routerId: only?.id });
  return showDialog(desk, c, lead, form);
}

async function checkUsername(desk: Desk, c: DeskContext): Promise<Response> {
  return c.html(<UsernameCheck verdict={await judgeUsername(desk, c.req.query())} />);
}

function proposePassword(_: Desk, c: DeskContext) {
  const form = filledForm({ password: generatePassword() });
  const again = `/leads/${c.req.param('id')}/conversion/password`;
  return c.html(<CustomerPasswordField form={form} again={again} />);
}

async function convert(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { createUser } = await c.req.parseBody();
  return createUser === undefined ? convertWithoutUser(desk, c, lead) : convertWithUser(desk, c, lead);
}

const statusOnly = z.object({ was: z.enum(leadStatuses).optional().catch(undefined) });

async function convertWithoutUser(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data, form } = await readForm(c, statusOnly);
  const change = { status: 'Converted', ...(data?.was && { statusWas: data.was }) } as const;
  const moved = await editLead(desk.db, lead.id, change, byOf(c.var.viewer));
  if (moved === 'ok')
    return finishSheet(c, `/leads/${lead.id}`, `${callLead(lead)} is a customer, without a user yet.`);
  if (moved.refused === 'not_found') return showRefusal(c, 'missing');
  // With the status that it has now: whoever sends it again has read who moved it.
  const typed = { ...form.typed, was: lead.status };
  const words = await wordsOfMoveRefused(desk, lead, moved);
  return showDialog(desk, c, lead, { typed, errors: { form: words } });
}

async function convertWithUser(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const posted = await readForm(c, userWishForm);
  if (!posted.data) return showDialog(desk, c, lead, posted.form);
  const asked = await requestConversion(desk.db, lead.id, posted.data, { by: byOf(c.var.viewer) });
  if ('refused' in asked) return showRefused(desk, c, lead, posted.form, asked);
  return followConversion(desk, c, lead);
}

/** With JavaScript the dialog goes on to show the way; without it a page does. */
const followConversion = (desk: Desk, c: DeskContext, lead: LeadRecord) =>
  isFromHtmx(c) ? withConversion(showWay)(desk, c) : c.redirect(`/leads/${lead.id}/conversion`, 303);

async function showRefused(
  desk: Desk,
  c: DeskContext,
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

async function showDialog(desk: Desk, c: DeskContext, lead: LeadRecord, form: FormState) {
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

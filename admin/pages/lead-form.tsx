import { Hono } from 'hono';
import { type EditRefused, editLead } from '../../db/lead/lead-edit.ts';
import { findLead, type LeadRecord } from '../../db/lead/lead-reads.ts';
import { type CreateRefused, createLead, findLeadByPhone, type LeadFields } from '../../db/lead/leads.ts';
import { listPackages } from '../../db/packages.ts';
import { listPeople, type Person } from '../../db/person/people.ts';
import type { Id } from '../../domain/id.ts';
import { addMoney, parseMoney } from '../../domain/money.ts';
import { parsePhone } from '../../domain/phone.ts';
import { allow } from '../auth/gate.ts';
import type { Choice } from '../components/fields.tsx';
import { type KnownPhone, KnownPhoneNote } from '../components/lead/known-phone.tsx';
import { LeadForm, packageChoice, Total } from '../components/lead/lead-form.tsx';
import { leadTitle } from '../components/lead/status.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { showPage } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { formOfLead, leadForm } from '../forms/lead.ts';
import { refusalWords } from '../lead-words.ts';
import { say } from '../said.ts';
import { byOf, viewerMay, visionOf } from '../viewer.ts';
import { withLead } from '../visible-lead.ts';

type Refusal = EditRefused | CreateRefused;

/** Entering a lead by hand, and changing one. */
export function leadFormPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayCreate = allow('createLead');
  const mayEdit = allow('editLead');
  return new Hono<DeskEnv>()
    .get('/leads/total', allow('createLead', 'editLead'), addUp)
    .post('/leads/phone', allow('createLead', 'editLead'), by(checkPhone))
    .get('/leads/new', mayCreate, by(begin))
    .post('/leads', mayCreate, by(create))
    .get('/leads/:id/edit', mayEdit, by(withLead(beginEdit)))
    .post('/leads/:id', mayEdit, by(withLead(saveEdit)));
}

function addUp(c: DeskContext) {
  const sums = [c.req.query('agreedInstallationFee'), c.req.query('agreedMonthlySubscription')];
  return c.html(<Total total={addMoney(...sums.map((sum) => parseMoney(sum ?? '')))} />);
}

/** While one types: is this number a lead already? Told by post, for a phone stands in no address. */
async function checkPhone(desk: Desk, c: DeskContext): Promise<Response> {
  const { phone, lead } = await c.req.parseBody();
  const typed = parsePhone(String(phone ?? ''), c.var.settings.country);
  const known = typed && (await knownAs(desk, c, await findLeadByPhone(desk.db, typed)));
  const isOwn = known && known.owner !== 'hidden' && known.owner.id === lead;
  return c.html(<KnownPhoneNote known={isOwn ? null : known} />);
}

/** The lead that has a phone, where the viewer may look at it. */
async function knownAs({ db }: Desk, c: DeskContext, id: Id<'lead'> | null): Promise<KnownPhone> {
  const vision = visionOf(c.var.viewer);
  return id && { owner: (vision && (await findLead(db, id, vision))) ?? 'hidden' };
}

const begin = (desk: Desk, c: DeskContext) =>
  showForm(desk, c, { lead: null, form: filledForm({ source: 'Manual Entry' }) });

async function create(desk: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, leadForm(c.var.settings.country));
  if (!data) return showForm(desk, c, { lead: null, form });
  const { phone, source } = data;
  const lead = { ...allowedFields(c, await withBringersNumber(desk, data)), phone, source };
  const result = await createLead(desk.db, lead, byOf(c.var.viewer), 'staff');
  if ('refused' in result) return showRefused(desk, c, null, form, result);
  say(c, `${data.name ?? 'The lead'} is saved.`);
  return c.redirect(`/leads/${result.created}`, 303);
}

const beginEdit = (desk: Desk, c: DeskContext, lead: LeadRecord) =>
  showForm(desk, c, { lead, form: formOfLead(lead) });

async function saveEdit(desk: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data, form } = await readForm(c, leadForm(c.var.settings.country));
  if (!data) return showForm(desk, c, { lead, form });
  const fields = allowedFields(c, await withBringersNumber(desk, data));
  if (nameHeldWords(lead)) delete fields.name;
  // A box that nobody ticked tells nothing new where nothing was known.
  if (lead.customerHasRouter === null && !fields.customerHasRouter) fields.customerHasRouter = null;
  const unchangedSince = new Date(form.typed.unchangedSince ?? '');
  const change = Number.isNaN(unchangedSince.getTime()) ? { fields } : { fields, unchangedSince };
  const result = await editLead(desk.db, lead.id, change, byOf(c.var.viewer));
  if (result !== 'ok') return showRefused(desk, c, lead.id, form, result);
  say(c, 'The changes are saved.');
  return c.redirect(`/leads/${lead.id}`, 303);
}

/** Without JavaScript nothing fills in the number of somebody known who was chosen by name. */
async function withBringersNumber({ db }: Desk, fields: LeadFields): Promise<LeadFields> {
  if (!fields.broughtInBy || fields.broughtInByContact) return fields;
  const named = (await listBringers(db)).filter(({ name }) => name === fields.broughtInBy);
  return { ...fields, broughtInByContact: named.length === 1 ? (named[0]?.phone ?? null) : null };
}

/** Everybody who may bring a lead: agents first, then staff. */
async function listBringers(db: Desk['db']): Promise<Person[]> {
  const people = (await listPeople(db)).filter(({ active, role }) => active && role !== 'intake');
  return people.sort((one, other) => Number(other.role === 'agent') - Number(one.role === 'agent'));
}

/** A customer keeps the name that is on the router; one who has none yet may be given one. */
const nameHeldWords = (lead: LeadRecord | null): string | null =>
  lead?.mikrotikUser && lead.name ? 'This lead has a user on a router, so that it stays who it is.' : null;

/** Whoever may not assign leaves the assignment as it is, whatever the form says. */
function allowedFields(c: DeskContext, { assignedTo, ...fields }: LeadFields): Partial<LeadFields> {
  return viewerMay(c.var.viewer, 'assignLead') ? { ...fields, assignedTo } : fields;
}

async function showRefused(
  desk: Desk,
  c: DeskContext,
  id: Id<'lead'> | null,
  form: FormState,
  refusal: Refusal,
): Promise<Response> {
  // Read anew: what refused the change may have changed the lead.
  const lead = id && (await findLead(desk.db, id));
  const show = (errors: Record<string, string>, knownPhone: KnownPhone = null) =>
    showForm(desk, c, { lead, form: withErrors(freshen(form, lead), errors), knownPhone });
  switch (refusal.refused) {
    case 'not_found':
      return showRefusal(c, 'missing');
    case 'phone_known':
    case 'phone_taken':
      return show({ phone: refusalWords('phone_taken') }, await knownAs(desk, c, refusal.lead));
    case 'unknown_reference':
      return show({ [refusal.field]: refusalWords(refusal.field) });
    case 'changed_meanwhile':
      return show({ form: refusalWords(refusal.refused) });
    case 'locked':
    case 'conversion_running':
      return show({ phone: refusalWords(refusal.refused) });
  }
}

/** So that saving again, after having looked, is not refused again. */
const freshen = (form: FormState, lead: LeadRecord | null): FormState =>
  lead ? { ...form, typed: { ...form.typed, unchangedSince: lead.updatedAt.toISOString() } } : form;

interface Shown {
  /** Null: a new one. */
  lead: LeadRecord | null;
  form: FormState;
  knownPhone?: KnownPhone;
}

async function showForm(
  desk: Desk,
  c: DeskContext,
  { lead, form, knownPhone = null }: Shown,
): Promise<Response> {
  const { viewer } = c.var;
  const [packages, bringers] = await Promise.all([listPackages(desk.db), listBringers(desk.db)]);
  const staff = bringers
    .filter(({ role }) => role !== 'agent')
    .map(({ id, name }): Choice => ({ value: id, label: id === viewer.person.id ? `${name} (me)` : name }));
  const title = lead ? `Edit ${leadTitle(lead)}` : 'New lead';
  const held = lead?.isConverting ? 'conversion_running' : lead?.mikrotikUser ? 'locked' : null;
  return showPage(
    c,
    { title, at: 'leads', status: Object.keys(form.errors).length > 0 ? 422 : 200 },
    <>
      <header class="page-head">
        <h1>{title}</h1>
      </header>
      <LeadForm
        form={form}
        action={lead ? `/leads/${lead.id}` : '/leads'}
        back={lead ? `/leads/${lead.id}` : '/leads'}
        packages={withCurrent(packages.map(packageChoice), lead?.package)}
        staff={viewerMay(viewer, 'assignLead') ? withCurrent(staff, lead?.assignedTo) : null}
        bringers={bringers}
        phoneHeld={held && refusalWords(held)}
        nameHeld={nameHeldWords(lead)}
        knownPhone={knownPhone}
        lead={lead?.id ?? null}
      />
    </>,
  );
}

/** What the lead has now stays in the list, also when it is sold or works here no longer. */
function withCurrent(choices: Choice[], current: { id: string; name: string } | null | undefined): Choice[] {
  if (!current || choices.some(({ value }) => value === current.id)) return choices;
  return [...choices, { value: current.id, label: `${current.name} (no longer active)` }];
}

import { Hono } from 'hono';
import { findPerson, listStaff, type Person } from '../../db/person/people.ts';
import { editPerson } from '../../db/person/person-edit.ts';
import { countLeadsOf } from '../../db/person/person-leads.ts';
import { isId } from '../../domain/id.ts';
import { isStaff } from '../../domain/person.ts';
import { displayPhone } from '../../domain/phone.ts';
import { allow } from '../auth/gate.ts';
import { findReferralLinks } from '../chat-links.ts';
import { Icon } from '../components/icon.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { PersonPage } from '../components/settings/person.tsx';
import { AgentForm, StaffForm } from '../components/settings/person-forms.tsx';
import { mayEditPerson } from '../components/settings/person-words.ts';
import { Poster } from '../components/settings/poster.tsx';
import { goOn, showPage, showSheet } from '../components/show.tsx';
import { WayBack } from '../components/way-back.tsx';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { agentForm, staffForm } from '../forms/person.ts';
import { say } from '../said.ts';
import { phoneKnown } from './people.tsx';

/** One person: what is known of them, what they brought, and the poster that they hang up. */
export function personPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const [maySee, mayEditSome] = [allow('seePeople'), allow('editAgents', 'editPeople')];
  return new Hono<DeskEnv>()
    .get('/people/:id', maySee, by(withPerson(showPerson)))
    .get('/people/:id/poster', maySee, by(withPerson(showPoster)))
    .get('/people/:id/edit', mayEditSome, by(withPerson(editable(offerEdit))))
    .post('/people/:id', mayEditSome, by(withPerson(editable(edit))));
}

export type PersonHandler = (desk: Desk, c: DeskContext, person: Person) => Response | Promise<Response>;

/** Answers for the person that the path names. */
export const withPerson =
  (answer: PersonHandler): Handler =>
  async (desk, c) => {
    const id = c.req.param('id');
    const person = isId('user', id) ? await findPerson(desk.db, id) : null;
    return person ? answer(desk, c, person) : showRefusal(c, 'missing');
  };

/** Only where the viewer may change this very person, who works here. */
export const editable =
  (answer: PersonHandler): PersonHandler =>
  (desk, c, person) => {
    if (!mayEditPerson(c.var.viewer, person)) return showRefusal(c, 'forbidden');
    return person.active ? answer(desk, c, person) : showRefusal(c, 'missing');
  };

async function showPerson({ db, publicUrl }: Desk, c: DeskContext, person: Person): Promise<Response> {
  const code = person.active ? person.referralCode : null;
  const [leads, referrals, staff] = await Promise.all([
    countLeadsOf(db, person.id),
    code ? findReferralLinks(db, publicUrl, code) : [],
    listStaff(db),
  ]);
  const heirs = staff.filter(({ id }) => id !== person.id);
  return showPage(
    c,
    { title: person.name, at: 'settings' },
    <PersonPage person={person} viewer={c.var.viewer} leads={leads} referrals={referrals} heirs={heirs} />,
  );
}

async function showPoster({ db, publicUrl }: Desk, c: DeskContext, person: Person): Promise<Response> {
  if (!person.referralCode || !person.active) return showRefusal(c, 'missing');
  const { ispName, language } = c.var.settings;
  const links = await findReferralLinks(db, publicUrl, person.referralCode);
  return showPage(
    c,
    { title: `Poster of ${person.name}`, at: 'settings' },
    <>
      <header class="page-head poster-head">
        <div>
          <WayBack to={`/people/${person.id}`}>{person.name}</WayBack>
          <h1>Poster</h1>
        </div>
        <button class="btn needs-script" type="button" data-print>
          <Icon name="file-text" />
          Print
        </button>
      </header>
      <Poster isp={ispName} language={language} agent={person} links={links} />
    </>,
  );
}

function offerEdit(_desk: Desk, c: DeskContext, person: Person) {
  const { name, phone, role, agentKind, language } = person;
  const written = phone && displayPhone(phone);
  return showForm(c, person, filledForm({ name, phone: written, role, agentKind, language }));
}

async function edit({ db }: Desk, c: DeskContext, person: Person): Promise<Response> {
  const { country } = c.var.settings;
  const schema = isStaff(person.role) ? staffForm(country) : agentForm(country);
  const { data, form } = await readForm(c, schema);
  if (!data) return showForm(c, person, form);
  const edited = await editPerson(db, person.id, data);
  if (edited !== 'ok') {
    if (edited.refused === 'not_found') return showRefusal(c, 'missing');
    return showForm(c, person, withErrors(form, edited.refused === 'phone_known' ? phoneKnown : lastOwner));
  }
  say(c, `${data.name} is saved.`);
  return goOn(c, `/people/${person.id}`);
}

const lastOwner = { role: 'There must be an owner who can sign in. Make somebody else an owner first.' };

function showForm(c: DeskContext, person: Person, form: FormState) {
  const Form = isStaff(person.role) ? StaffForm : AgentForm;
  return showSheet(
    c,
    {
      title: person.name,
      at: 'settings',
      back: `/people/${person.id}`,
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
    },
    <Form form={form} person={person} />,
  );
}

import { Hono } from 'hono';
import { z } from 'zod';
import { addPerson, findPerson, listPeople, type Person } from '../../db/people.ts';
import { isId } from '../../domain/id.ts';
import { longest } from '../../domain/lead.ts';
import { agentKinds, staffRoles } from '../../domain/person.ts';
import type { Country } from '../../domain/phone.ts';
import { inviteStaff, resetPassword } from '../auth/accounts.ts';
import { allow } from '../auth/gate.ts';
import { makeChatLinks } from '../chat-links.ts';
import { Icon } from '../components/icon.tsx';
import { NoBot, OneTimeLink } from '../components/one-time-link.tsx';
import { AgentForm, mayLinkChat, PeopleTable, StaffForm } from '../components/people.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { goOn, showPage, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, type Handler, type SignedIn, serving } from '../desk.ts';
import { blankForm, type FormState, readForm, withErrors } from '../forms/form.ts';
import { email, oneOf, optionalPhone, phoneNumber, requiredText } from '../forms/typed.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';

const agentForm = (country: Country) =>
  z.object({
    name: requiredText(longest.name, 'Write the name.'),
    phone: phoneNumber(country),
    agentKind: oneOf(agentKinds, 'Choose what kind of agent this is.'),
  });
const staffForm = (country: Country) =>
  z.object({
    name: requiredText(longest.name, 'Write the name.'),
    email,
    phone: optionalPhone(country),
    role: oneOf(staffRoles, 'Choose the role.'),
  });

const phoneKnown = { phone: 'Somebody else here has this phone already.' };
const emailKnown = { email: 'Somebody else here has this e-mail already.' };

/** Who works for and with the company: staff who sign in, agents who bring leads by chat. */
export function peoplePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const [mayEditAgents, mayEdit] = [allow('editAgents'), allow('editPeople')];
  return new Hono<DeskEnv>()
    .get('/people', allow('seePeople'), by(showPeople))
    .get('/people/new-agent', mayEditAgents, (c) => showAgentForm(c, blankForm))
    .post('/people/new-agent', mayEditAgents, by(addAgent))
    .get('/people/new-staff', mayEdit, (c) => showStaffForm(c, blankForm))
    .post('/people/new-staff', mayEdit, by(invite))
    .post('/people/:id/chat-link', mayEditAgents, by(withPerson(giveChatLink)))
    .post('/people/:id/password-link', mayEdit, by(withPerson(givePasswordLink)));
}

async function showPeople({ db }: Desk, c: DeskContext): Promise<Response> {
  const people = await listPeople(db);
  return showPage(
    c,
    { title: 'People', at: 'settings' },
    <>
      <header class="page-head">
        <h1>People</h1>
        <AddButtons viewer={c.var.viewer} />
      </header>
      <PeopleTable people={people} viewer={c.var.viewer} />
    </>,
  );
}

async function addAgent({ db }: Desk, c: DeskContext): Promise<Response> {
  const { country, language } = c.var.settings;
  const { data, form } = await readForm(c, agentForm(country));
  if (!data) return showAgentForm(c, form);
  const added = await addPerson(db, { ...data, role: 'agent', language });
  if ('refused' in added) return showAgentForm(c, withErrors(form, phoneKnown));
  say(c, `${data.name} is an agent now. Give them a chat link next.`);
  return goOn(c, '/people');
}

async function invite({ db, publicUrl }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, staffForm(c.var.settings.country));
  if (!data) return showStaffForm(c, form);
  const invited = await inviteStaff(db, publicUrl, data);
  if ('refused' in invited) {
    return showStaffForm(c, withErrors(form, invited.refused === 'email_known' ? emailKnown : phoneKnown));
  }
  const words = `With this link ${data.name} chooses a password and signs in.`;
  return showLink(c, `Invitation for ${data.name}`, words, invited.link);
}

async function giveChatLink({ db }: Desk, c: DeskContext, person: Person): Promise<Response> {
  if (!mayLinkChat(c.var.viewer, person)) return showRefusal(c, 'forbidden');
  const links = await makeChatLinks(db, person.id);
  const words = `With this link ${person.name} tells the bot who they are.`;
  return showSheet(
    c,
    { title: `Chat link for ${person.name}`, at: 'settings', back: '/people' },
    links.length > 0 ? (
      <OneTimeLink links={links} words={words} hours={48} back="/people" />
    ) : (
      <NoBot back="/people" />
    ),
  );
}

async function givePasswordLink({ db, publicUrl }: Desk, c: DeskContext, person: Person): Promise<Response> {
  const offered = person.email ? await resetPassword(db, publicUrl, person.email) : null;
  if (!offered || 'refused' in offered) return showRefusal(c, 'missing');
  const words = `With this link ${person.name} chooses a new password. The old one works until then.`;
  return showLink(c, `New password for ${person.name}`, words, offered.link);
}

/** Answers for the person that the path names, if they still work here. */
const withPerson =
  (answer: (desk: Desk, c: DeskContext, person: Person) => Promise<Response>): Handler =>
  async (desk, c) => {
    const id = c.req.param('id');
    const person = isId('user', id) ? await findPerson(desk.db, id) : null;
    return person?.active ? answer(desk, c, person) : showRefusal(c, 'missing');
  };

const showLink = (c: DeskContext, title: string, words: string, link: string) =>
  showSheet(
    c,
    { title, at: 'settings', back: '/people' },
    <OneTimeLink links={[{ label: 'Link', link }]} words={words} hours={48} back="/people" />,
  );

const statusOf = (form: FormState) => (Object.keys(form.errors).length > 0 ? 422 : 200);

const showAgentForm = (c: DeskContext, form: FormState) =>
  showSheet(
    c,
    {
      title: 'New agent',
      hint: 'A caretaker, field agent or partner who brings leads by chat. They need no password.',
      at: 'settings',
      back: '/people',
      status: statusOf(form),
    },
    <AgentForm form={form} />,
  );

const showStaffForm = (c: DeskContext, form: FormState) =>
  showSheet(
    c,
    {
      title: 'Invite staff',
      hint: 'They choose their own password by a link that you send them.',
      at: 'settings',
      back: '/people',
      status: statusOf(form),
    },
    <StaffForm form={form} />,
  );

const AddButtons = ({ viewer }: { viewer: SignedIn }) => (
  <div class="page-acts">
    {viewerMay(viewer, 'editPeople') && (
      <a class="btn" data-variant="outline" href="/people/new-staff" hx-get="/people/new-staff">
        <Icon name="mail" />
        Invite staff
      </a>
    )}
    {viewerMay(viewer, 'editAgents') && (
      <a class="btn" href="/people/new-agent" hx-get="/people/new-agent">
        <Icon name="user-plus" />
        New agent
      </a>
    )}
  </div>
);

import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { addPerson, findPerson, listPeople, type Person } from '../../db/people.ts';
import { isId } from '../../domain/id.ts';
import { longest } from '../../domain/lead.ts';
import { agentKinds, staffRoles } from '../../domain/person.ts';
import type { Country } from '../../domain/phone.ts';
import { inviteStaff, resetPassword } from '../auth/accounts.ts';
import { allow } from '../auth/gate.ts';
import { makeChatLink } from '../chat-links.ts';
import { Icon } from '../components/icon.tsx';
import { NoBot, OneTimeLink } from '../components/one-time-link.tsx';
import { AgentForm, PeopleTable, StaffForm } from '../components/people.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { goOn, showPage, showSheet } from '../components/show.tsx';
import type { Desk, DeskEnv } from '../desk.ts';
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
  const { db, publicUrl } = desk;
  const pages = new Hono<DeskEnv>();

  pages.get('/people', allow('seePeople'), async (c) => {
    const mayEdit = viewerMay(c.var.viewer, 'editPeople');
    return showPage(
      c,
      { title: 'People', at: 'people' },
      <>
        <header class="page-head">
          <h1>People</h1>
          {mayEdit && <AddButtons />}
        </header>
        <PeopleTable people={await listPeople(db)} viewer={c.var.viewer} />
      </>,
    );
  });

  pages.get('/people/new-agent', allow('editPeople'), (c) => showAgentForm(c, blankForm));
  pages.post('/people/new-agent', allow('editPeople'), async (c) => {
    const posted = await readForm(c, agentForm(c.var.settings.country));
    if (!posted.data) return showAgentForm(c, posted.form);
    const { language } = c.var.settings;
    const added = await addPerson(db, { ...posted.data, role: 'agent', language });
    if ('refused' in added) return showAgentForm(c, withErrors(posted.form, phoneKnown));
    say(c, `${posted.data.name} is an agent now. Give them a chat link next.`);
    return goOn(c, '/people');
  });

  pages.get('/people/new-staff', allow('editPeople'), (c) => showStaffForm(c, blankForm));
  pages.post('/people/new-staff', allow('editPeople'), async (c) => {
    const posted = await readForm(c, staffForm(c.var.settings.country));
    if (!posted.data) return showStaffForm(c, posted.form);
    const invited = await inviteStaff(db, publicUrl, posted.data);
    if ('refused' in invited) {
      return showStaffForm(
        c,
        withErrors(posted.form, invited.refused === 'email_known' ? emailKnown : phoneKnown),
      );
    }
    const words = `With this link ${posted.data.name} chooses a password and signs in.`;
    return showLink(c, `Invitation for ${posted.data.name}`, words, invited.link);
  });

  pages.post('/people/:id/chat-link', allow('editPeople'), async (c) => {
    const person = await findAskedPerson(desk, c);
    if (!person) return showRefusal(c, 'missing');
    const link = await makeChatLink(db, person.id);
    const title = `Chat link for ${person.name}`;
    if (!link) return showSheet(c, { title, at: 'people', back: '/people' }, <NoBot back="/people" />);
    const words = `With this link ${person.name} tells the Telegram bot who they are.`;
    return showLink(c, title, words, link);
  });

  pages.post('/people/:id/password-link', allow('editPeople'), async (c) => {
    const person = await findAskedPerson(desk, c);
    const offered = person?.email ? await resetPassword(db, publicUrl, person.email) : null;
    if (!person || !offered || 'refused' in offered) return showRefusal(c, 'missing');
    const words = `With this link ${person.name} chooses a new password. The old one works until then.`;
    return showLink(c, `New password for ${person.name}`, words, offered.link);
  });

  return pages;
}

async function findAskedPerson({ db }: Desk, c: Context<DeskEnv>): Promise<Person | null> {
  const id = c.req.param('id');
  const person = isId('user', id) ? await findPerson(db, id) : null;
  return person?.active ? person : null;
}

const showLink = (c: Context<DeskEnv>, title: string, words: string, link: string) =>
  showSheet(
    c,
    { title, at: 'people', back: '/people' },
    <OneTimeLink link={link} words={words} hours={48} back="/people" />,
  );

const statusOf = (form: FormState) => (Object.keys(form.errors).length > 0 ? 422 : 200);

const showAgentForm = (c: Context<DeskEnv>, form: FormState) =>
  showSheet(
    c,
    {
      title: 'New agent',
      hint: 'A caretaker, field agent or partner who brings leads by chat. They need no password.',
      at: 'people',
      back: '/people',
      status: statusOf(form),
    },
    <AgentForm form={form} />,
  );

const showStaffForm = (c: Context<DeskEnv>, form: FormState) =>
  showSheet(
    c,
    {
      title: 'Invite staff',
      hint: 'They choose their own password by a link that you send them.',
      at: 'people',
      back: '/people',
      status: statusOf(form),
    },
    <StaffForm form={form} />,
  );

const AddButtons = () => (
  <div class="page-acts">
    <a class="btn" data-variant="outline" href="/people/new-staff" hx-get="/people/new-staff">
      <Icon name="mail" />
      Invite staff
    </a>
    <a class="btn" href="/people/new-agent" hx-get="/people/new-agent">
      <Icon name="user-plus" />
      New agent
    </a>
  </div>
);

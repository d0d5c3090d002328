import { Hono } from 'hono';
import { addPerson, listPeople } from '../../db/person/people.ts';
import { countLeftLeads } from '../../db/person/person-leads.ts';
import { inviteStaff } from '../auth/accounts.ts';
import { allow } from '../auth/gate.ts';
import { Icon } from '../components/icon.tsx';
import { OneTimeLink } from '../components/one-time-link.tsx';
import { PeopleTables } from '../components/settings/people.tsx';
import { AgentForm, StaffForm } from '../components/settings/person-forms.tsx';
import { showSettings } from '../components/settings/settings-frame.tsx';
import { SheetLink } from '../components/sheet-link.tsx';
import { goOn, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, type SignedIn, serving } from '../desk.ts';
import { blankForm, type FormState, readForm, withErrors } from '../forms/form.ts';
import { newAgentForm, newStaffForm } from '../forms/person.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';

export const phoneKnown = { phone: 'Somebody else here has this phone already.' };
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
    .post('/people/new-staff', mayEdit, by(invite));
}

async function showPeople({ db }: Desk, c: DeskContext): Promise<Response> {
  const { viewer, settings } = c.var;
  const search = (c.req.query('q') ?? '').trim().slice(0, 100);
  const [people, left] = await Promise.all([
    listPeople(db, { text: search, country: settings.country }),
    countLeftLeads(db),
  ]);
  return showSettings(
    c,
    {
      title: 'People',
      tab: 'people',
      hint: 'Staff sign in here. Agents bring leads by chat and need no password.',
      acts: <AddButtons viewer={viewer} />,
    },
    <>
      <Search search={search} />
      <div id="people">
        <PeopleTables people={people} viewer={viewer} search={search} left={left} />
      </div>
    </>,
  );
}

const Search = ({ search }: { search: string }) => (
  <search>
    <form
      class="people-search"
      method="get"
      action="/people"
      hx-get="/people"
      hx-trigger="input delay:250ms, submit"
      hx-target="#people"
      hx-select="#people"
      hx-swap="outerHTML"
      hx-push-url="true"
      hx-sync="this:replace"
    >
      <Icon name="search" />
      <label class="sr-only" for="people-search">
        Search by name, phone or e-mail
      </label>
      <input
        id="people-search"
        class="input"
        type="search"
        name="q"
        value={search}
        placeholder="Name, phone or e-mail"
        autocomplete="off"
        maxlength={100}
      />
    </form>
  </search>
);

async function addAgent({ db }: Desk, c: DeskContext): Promise<Response> {
  const { country, language } = c.var.settings;
  const { data, form } = await readForm(c, newAgentForm(country));
  if (!data) return showAgentForm(c, form);
  const added = await addPerson(db, { ...data, role: 'agent', language });
  if ('refused' in added) return showAgentForm(c, withErrors(form, phoneKnown));
  say(c, `${data.name} is an agent now. Give them a chat link and their poster next.`);
  return goOn(c, `/people/${added.person}`);
}

async function invite({ db, publicUrl }: Desk, c: DeskContext): Promise<Response> {
  const { country, language } = c.var.settings;
  const { data, form } = await readForm(c, newStaffForm(country));
  if (!data) return showStaffForm(c, form);
  const invited = await inviteStaff(db, publicUrl, { ...data, language });
  if ('refused' in invited) {
    return showStaffForm(c, withErrors(form, invited.refused === 'email_known' ? emailKnown : phoneKnown));
  }
  const words = `With this link ${data.name} chooses a password and signs in.`;
  return showSheet(
    c,
    { title: `Invitation for ${data.name}`, at: 'settings', back: '/people' },
    <OneTimeLink links={[{ label: 'Link', link: invited.link }]} words={words} hours={48} back="/people" />,
  );
}

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
    <AgentForm form={form} person={null} />,
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
    <StaffForm form={form} person={null} />,
  );

const AddButtons = ({ viewer }: { viewer: SignedIn }) => (
  <>
    {viewerMay(viewer, 'editPeople') && (
      <SheetLink path="/people/new-staff" variant="outline">
        <Icon name="mail" />
        Invite staff
      </SheetLink>
    )}
    {viewerMay(viewer, 'editAgents') && (
      <SheetLink path="/people/new-agent">
        <Icon name="user-plus" />
        New agent
      </SheetLink>
    )}
  </>
);

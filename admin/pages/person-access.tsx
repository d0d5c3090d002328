import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { z } from 'zod';
import type { Person } from '../../db/person/people.ts';
import { activatePerson, deactivatePerson } from '../../db/person/person-edit.ts';
import { countLeadsOf, handOverLeads } from '../../db/person/person-leads.ts';
import { resetPassword } from '../auth/accounts.ts';
import { allow } from '../auth/gate.ts';
import { makeChatLinks } from '../chat-links.ts';
import { Confirmation } from '../components/confirmation.tsx';
import { NoBot, OneTimeLink } from '../components/one-time-link.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { mayEditPerson } from '../components/settings/person-words.ts';
import { goOn, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { readForm } from '../forms/form.ts';
import { optionalId } from '../forms/typed.ts';
import { say } from '../said.ts';
import { editable, withPerson } from './person.tsx';

/** How somebody comes in, by sign-in and by chat, and how they leave. */
export function personAccessPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const [mayEditSome, mayEdit] = [allow('editAgents', 'editPeople'), allow('editPeople')];
  return new Hono<DeskEnv>()
    .post('/people/:id/chat-link', mayEditSome, by(withPerson(editable(giveChatLink))))
    .post('/people/:id/password-link', mayEdit, by(withPerson(editable(givePasswordLink))))
    .get('/people/:id/deactivation', mayEditSome, by(withPerson(editable(offerDeactivation))))
    .post('/people/:id/deactivation', mayEditSome, by(withPerson(editable(deactivate))))
    .post('/people/:id/activation', mayEditSome, by(withPerson(activate)))
    .post('/people/:id/hand-over', allow('assignLead'), by(withPerson(handOver)));
}

const pageOf = (person: Person) => `/people/${person.id}`;

async function giveChatLink({ db }: Desk, c: DeskContext, person: Person): Promise<Response> {
  const links = await makeChatLinks(db, person.id);
  const words = `With this link ${person.name} tells the bot who they are.`;
  const back = pageOf(person);
  return showSheet(
    c,
    { title: `Chat link for ${person.name}`, at: 'settings', back },
    links.length > 0 ? (
      <OneTimeLink links={links} words={words} hours={48} back={back} />
    ) : (
      <NoBot back={back} />
    ),
  );
}

async function givePasswordLink({ db, publicUrl }: Desk, c: DeskContext, person: Person): Promise<Response> {
  const offered = person.email ? await resetPassword(db, publicUrl, person.email) : null;
  if (!offered || 'refused' in offered) return showRefusal(c, 'missing');
  const words = `With this link ${person.name} chooses a new password. The old one works until then.`;
  const back = pageOf(person);
  return showSheet(
    c,
    { title: `New password for ${person.name}`, at: 'settings', back },
    <OneTimeLink links={[{ label: 'Link', link: offered.link }]} words={words} hours={48} back={back} />,
  );
}

async function offerDeactivation({ db }: Desk, c: DeskContext, person: Person): Promise<Response> {
  const { open } = await countLeadsOf(db, person.id);
  return showDeactivation(
    c,
    person,
    200,
    <>
      <p>
        {person.email ? 'They are signed out everywhere at once, their' : 'Their'} links stop working, and
        their chats have no more rights. What they did stays in the history, and you can activate them again.
      </p>
      {open > 0 && (
        <p>
          {open === 1 ? 'One open lead is' : `${open.toLocaleString('en')} open leads are`} assigned to them:
          hand them over on the next page.
        </p>
      )}
    </>,
  );
}

async function deactivate({ db }: Desk, c: DeskContext, person: Person): Promise<Response> {
  if (person.id === c.var.viewer.person.id) return refuseDeactivation(c, person, itself);
  const left = await deactivatePerson(db, person.id);
  if (left !== 'ok') {
    return left.refused === 'last_owner'
      ? refuseDeactivation(c, person, lastOwner)
      : showRefusal(c, 'missing');
  }
  say(c, `${person.name} no longer works here.`);
  return goOn(c, pageOf(person));
}

const itself = 'Nobody deactivates themselves. Ask another owner to do it.';
const lastOwner = 'There must be an owner who can sign in. Make somebody else an owner first.';

const refuseDeactivation = (c: DeskContext, person: Person, words: string) =>
  showDeactivation(
    c,
    person,
    422,
    <p class="trouble" role="alert">
      {words}
    </p>,
  );

const showDeactivation = (c: DeskContext, person: Person, status: 200 | 422, words: Child) =>
  showSheet(
    c,
    { title: `Deactivate ${person.name}?`, at: 'settings', back: pageOf(person), status },
    <Confirmation path={`${pageOf(person)}/deactivation`} back={pageOf(person)} act="Deactivate">
      {words}
    </Confirmation>,
  );

async function activate({ db }: Desk, c: DeskContext, person: Person): Promise<Response> {
  if (!mayEditPerson(c.var.viewer, person)) return showRefusal(c, 'forbidden');
  const back = person.active ? 'ok' : await activatePerson(db, person.id);
  say(c, back === 'ok' ? `${person.name} works here again.` : phoneGone(person));
  return goOn(c, pageOf(person));
}

const phoneGone = ({ name }: Person) =>
  `${name} cannot come back with this phone: somebody else here has it now.`;

const handOverForm = z.object({ to: optionalId('user') });

async function handOver({ db }: Desk, c: DeskContext, person: Person): Promise<Response> {
  const { data } = await readForm(c, handOverForm);
  const done = data && (await handOverLeads(db, person.id, data.to, c.var.viewer.person.id));
  if (!done || 'refused' in done) say(c, 'Nothing was handed over: this person no longer works here.');
  else
    say(c, done.handedOver === 1 ? 'One lead is handed over.' : `${done.handedOver} leads are handed over.`);
  return goOn(c, pageOf(person));
}

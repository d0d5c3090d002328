import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { type LinkPurpose, peekLink } from '../../db/person/links.ts';
import { findPerson, type Person } from '../../db/person/people.ts';
import { readSettings } from '../../db/settings.ts';
import { longest } from '../../domain/lead.ts';
import { acceptNewPassword, acceptOwnership } from '../auth/accounts.ts';
import { passwordLength } from '../auth/library.ts';
import { originOf, setCookies } from '../auth/session.ts';
import { FormTrouble, TextField } from '../components/fields.tsx';
import { showAtDoor } from '../components/show.tsx';
import { type Desk, serving } from '../desk.ts';
import { blankForm, type FormState, readForm, withErrors } from '../forms/form.ts';
import { newPassword } from '../forms/password.ts';
import { email, requiredText } from '../forms/typed.ts';

// A link works once. Looking at its page uses nothing up (chat programs look at links to draw a preview); posting does.

const passwordForm = z.object({ password: newPassword });
const ownerForm = z.object({
  name: requiredText(longest.name, 'Write your name.'),
  email,
  password: newPassword,
});

/** `/set-up/<token>` makes the first owner; `/password/<token>` sets a password, for the first time or anew. */
export function oneTimeLinkPages(desk: Desk): Hono {
  const by = serving(desk);
  return new Hono()
    .use('/set-up/*', withoutReferrer)
    .use('/password/*', withoutReferrer)
    .get('/set-up/:token', by(offerOwner))
    .post('/set-up/:token', by(makeOwner))
    .get('/password/:token', by(offerPassword))
    .post('/password/:token', by(setPassword));
}

/** The token stands in the address of these pages: nobody whom they lead to may read it there. */
const withoutReferrer: MiddlewareHandler = (c, next) => {
  c.header('referrer-policy', 'no-referrer');
  return next();
};

const tokenOf = (c: Context) => c.req.param('token') ?? '';

async function offerOwner(desk: Desk, c: Context): Promise<Response> {
  const link = await peekLink(desk.db, 'owner', tokenOf(c));
  return link ? showOwnerForm(c, desk, blankForm) : showDead(c, desk, 'owner');
}

async function makeOwner(desk: Desk, c: Context): Promise<Response> {
  if (!(await peekLink(desk.db, 'owner', tokenOf(c)))) return showDead(c, desk, 'owner');
  const { data, form } = await readForm(c, ownerForm);
  if (!data) return showOwnerForm(c, desk, form, 422);
  const taken = await acceptOwnership(desk.db, tokenOf(c), data);
  if (!('refused' in taken)) return enter(c, desk, data);
  if (taken.refused !== 'email_known') return showDead(c, desk, 'owner');
  const errors = { email: 'This address belongs to somebody else here already.' };
  return showOwnerForm(c, desk, withErrors(form, errors), 422);
}

/** Whose password the link is for. Null: it is dead, or they no longer work here. */
async function findInvited({ db }: Desk, c: Context): Promise<Person | null> {
  const link = await peekLink(db, 'password', tokenOf(c));
  const person = link?.personId ? await findPerson(db, link.personId) : null;
  return person?.active ? person : null;
}

async function offerPassword(desk: Desk, c: Context): Promise<Response> {
  const person = await findInvited(desk, c);
  return person ? showPasswordForm(c, desk, person, blankForm) : showDead(c, desk, 'password');
}

async function setPassword(desk: Desk, c: Context): Promise<Response> {
  const person = await findInvited(desk, c);
  if (!person) return showDead(c, desk, 'password');
  const { data, form } = await readForm(c, passwordForm);
  if (!data) return showPasswordForm(c, desk, person, form, 422);
  const taken = await acceptNewPassword(desk.db, tokenOf(c), data.password);
  if ('refused' in taken) return showDead(c, desk, 'password');
  return enter(c, desk, { email: taken.email, password: data.password });
}

/** Whoever has just chosen a password need not type it again. */
async function enter(c: Context, desk: Desk, credentials: { email: string; password: string }) {
  const entered = await desk.signIn.enter(originOf(c, desk.trustProxy), credentials);
  if ('refused' in entered) return c.redirect('/sign-in', 303);
  setCookies(c, entered.cookies);
  return c.redirect('/', 303);
}

const passwordHint = `At least ${passwordLength.least} characters. Three or four words that only you would put together are best.`;

async function showOwnerForm(c: Context, desk: Desk, state: FormState, status: 200 | 422 = 200) {
  const { ispName } = await readSettings(desk.db);
  return showAtDoor(
    c,
    { title: 'Welcome. You are the owner', isp: ispName, status },
    <form method="post" class="door-form">
      <FormTrouble form={state} />
      <TextField form={state} name="name" label="Your name" autocomplete="name" autofocus required />
      <TextField form={state} name="email" label="E-mail" type="email" autocomplete="username" required />
      <TextField
        form={state}
        name="password"
        label="Choose a password"
        type="password"
        autocomplete="new-password"
        hint={passwordHint}
        required
      />
      <button class="btn" data-size="lg" type="submit">
        Begin
      </button>
    </form>,
  );
}

async function showPasswordForm(
  c: Context,
  desk: Desk,
  person: Person,
  state: FormState,
  status: 200 | 422 = 200,
) {
  const { ispName } = await readSettings(desk.db);
  return showAtDoor(
    c,
    { title: `Karibu, ${person.name}`, isp: ispName, status },
    <form method="post" class="door-form">
      {/* For the browser's own keeper of passwords: it stores the new one under this name. */}
      <input type="hidden" name="email" autocomplete="username" value={person.email ?? ''} />
      <TextField
        form={state}
        name="password"
        label="Choose a password"
        type="password"
        autocomplete="new-password"
        hint={passwordHint}
        autofocus
        required
      />
      <button class="btn" data-size="lg" type="submit">
        Save and sign in
      </button>
    </form>,
  );
}

async function showDead(c: Context, desk: Desk, purpose: Extract<LinkPurpose, 'owner' | 'password'>) {
  const { ispName } = await readSettings(desk.db);
  return showAtDoor(
    c,
    { title: 'This link does not work', isp: ispName, status: 410 },
    <div class="door-form">
      <p>It was used already, is too old, or was replaced by a newer one.</p>
      <p class="hint">
        {purpose === 'owner'
          ? 'Karibu prints a new one when it starts and has no owner yet.'
          : 'Ask an owner for a new link. They make it under People.'}
      </p>
      <a class="btn" data-variant="outline" href="/sign-in">
        To the sign-in
      </a>
    </div>,
  );
}

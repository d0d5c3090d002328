import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type LinkPurpose, peekLink } from '../../db/links.ts';
import { findPerson } from '../../db/people.ts';
import { readSettings } from '../../db/settings.ts';
import { longest } from '../../domain/lead.ts';
import { acceptNewPassword, acceptOwnership } from '../auth/accounts.ts';
import { passwordLength } from '../auth/library.ts';
import { clientAddress } from '../client-address.ts';
import { FormTrouble, TextField } from '../components/fields.tsx';
import { showDoor } from '../components/show.tsx';
import type { Desk } from '../desk.ts';
import { blankForm, type FormState, readForm, withErrors } from '../forms/form.ts';
import { email, requiredText } from '../forms/typed.ts';

// A link works once. Looking at its page uses nothing up (chat programs look at links to draw a preview); posting does.

export const newPassword = z
  .string()
  .default('')
  .pipe(
    z
      .string()
      .min(passwordLength.least, { error: `At least ${passwordLength.least} characters.` })
      .max(passwordLength.most, { error: `At most ${passwordLength.most} characters.` }),
  );

const passwordForm = z.object({ password: newPassword });
const ownerForm = z.object({
  name: requiredText(longest.name, 'Write your name.'),
  email,
  password: newPassword,
});

/** `/set-up/<token>` makes the first owner; `/password/<token>` sets a password, for the first time or anew. */
export function oneTimeLinkPages(desk: Desk): Hono {
  const pages = new Hono();
  // The token stands in the address of these pages: nobody whom they lead to may read it there.
  for (const path of ['/set-up/*', '/password/*']) {
    pages.use(path, async (c, next) => {
      c.header('referrer-policy', 'no-referrer');
      await next();
    });
  }

  pages.get('/set-up/:token', async (c) => {
    if (!(await peekLink(desk.db, 'owner', c.req.param('token')))) return showDead(c, desk, 'owner');
    return showOwnerForm(c, desk, blankForm);
  });

  pages.post('/set-up/:token', async (c) => {
    const token = c.req.param('token');
    if (!(await peekLink(desk.db, 'owner', token))) return showDead(c, desk, 'owner');
    const posted = await readForm(c, ownerForm);
    if (!posted.data) return showOwnerForm(c, desk, posted.form, 422);
    const taken = await acceptOwnership(desk.db, token, posted.data);
    if ('refused' in taken) {
      if (taken.refused !== 'email_known') return showDead(c, desk, 'owner');
      const errors = { email: 'This address belongs to somebody else here already.' };
      return showOwnerForm(c, desk, withErrors(posted.form, errors), 422);
    }
    return enter(c, desk, posted.data);
  });

  pages.get('/password/:token', async (c) => {
    const link = await peekLink(desk.db, 'password', c.req.param('token'));
    const person = link?.personId ? await findPerson(desk.db, link.personId) : null;
    if (!person?.active) return showDead(c, desk, 'password');
    return showPasswordForm(c, desk, { name: person.name, email: person.email }, blankForm);
  });

  pages.post('/password/:token', async (c) => {
    const token = c.req.param('token');
    const link = await peekLink(desk.db, 'password', token);
    const person = link?.personId ? await findPerson(desk.db, link.personId) : null;
    if (!person?.active) return showDead(c, desk, 'password');
    const posted = await readForm(c, passwordForm);
    if (!posted.data) return showPasswordForm(c, desk, person, posted.form, 422);
    const taken = await acceptNewPassword(desk.db, token, posted.data.password);
    if ('refused' in taken) return showDead(c, desk, 'password');
    return enter(c, desk, { email: taken.email, password: posted.data.password });
  });

  return pages;
}

/** Whoever has just chosen a password need not type it again. */
async function enter(c: Context, desk: Desk, credentials: { email: string; password: string }) {
  const from = { headers: c.req.raw.headers, address: clientAddress(c, desk.trustProxy) };
  const entered = await desk.signIn.enter(from, credentials);
  if ('refused' in entered) return c.redirect('/sign-in', 303);
  for (const cookie of entered.cookies) c.header('set-cookie', cookie, { append: true });
  return c.redirect('/', 303);
}

const passwordHint = `At least ${passwordLength.least} characters. Three or four words that only you would put together are best.`;

async function showOwnerForm(c: Context, desk: Desk, state: FormState, status: 200 | 422 = 200) {
  const { ispName } = await readSettings(desk.db);
  return showDoor(
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
  person: { name: string; email: string | null },
  state: FormState,
  status: 200 | 422 = 200,
) {
  const { ispName } = await readSettings(desk.db);
  return showDoor(
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
  return showDoor(
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

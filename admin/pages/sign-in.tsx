import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { hasOwner } from '../../db/person/people.ts';
import { readSettings } from '../../db/settings.ts';
import { originOf, setCookies } from '../auth/session.ts';
import type { SignInRefused } from '../auth/sign-in.ts';
import { FormTrouble, TextField } from '../components/fields.tsx';
import { showAtDoor } from '../components/show.tsx';
import { type Desk, serving } from '../desk.ts';
import { blankForm, type FormState, readForm, withErrors } from '../forms/form.ts';
import { ownPath } from '../own-path.ts';

const signInForm = z.object({
  email: z
    .string()
    .default('')
    .pipe(z.string().trim().min(1, { error: 'Write your e-mail address.' })),
  password: z
    .string()
    .default('')
    .pipe(z.string().min(1, { error: 'Write your password.' })),
  next: z.string().default(''),
});

/** The door: the page before every other, and the way out. */
export function signInPages(desk: Desk): Hono {
  const by = serving(desk);
  return new Hono().get('/sign-in', by(showDoor)).post('/sign-in', by(enter)).post('/sign-out', by(leave));
}

async function showDoor(desk: Desk, c: Context): Promise<Response> {
  const next = ownPath(c.req.query('next') ?? '/');
  if (await desk.signIn.whoIs(c.req.raw.headers)) return c.redirect(next, 303);
  return showSignIn(c, desk, { ...blankForm, typed: { next } });
}

async function enter(desk: Desk, c: Context): Promise<Response> {
  const { data, form } = await readForm(c, signInForm);
  if (!data) return showSignIn(c, desk, form, 422);
  const entered = await desk.signIn.enter(originOf(c, desk.trustProxy), data);
  if ('refused' in entered) {
    const status = entered.refused === 'too_many' ? 429 : 401;
    return showSignIn(c, desk, withErrors(form, { form: refusalWords(entered) }), status);
  }
  setCookies(c, entered.cookies);
  return c.redirect(ownPath(data.next || '/'), 303);
}

async function leave({ signIn }: Desk, c: Context): Promise<Response> {
  setCookies(c, await signIn.leave(c.req.raw.headers));
  return c.redirect('/sign-in', 303);
}

/** A wrong password, an unknown address and a person who no longer works here are told alike. */
export function refusalWords(refused: SignInRefused): string {
  if (refused.refused === 'wrong') return 'This e-mail address and password do not belong together.';
  return `Too many attempts. Wait ${refused.retryAfterSeconds} seconds and try again.`;
}

async function showSignIn(
  c: Context,
  desk: Desk,
  state: FormState,
  status: 200 | 401 | 422 | 429 = 200,
): Promise<Response> {
  const [{ ispName }, owned] = await Promise.all([readSettings(desk.db), hasOwner(desk.db)]);
  return showAtDoor(
    c,
    { title: 'Sign in', isp: ispName, status },
    <form method="post" action="/sign-in" class="door-form">
      <FormTrouble form={state} />
      <input type="hidden" name="next" value={state.typed.next ?? '/'} />
      <TextField
        form={state}
        name="email"
        label="E-mail"
        type="email"
        autocomplete="username"
        inputmode="email"
        autofocus={!state.typed.email}
      />
      <TextField
        form={state}
        name="password"
        label="Password"
        type="password"
        autocomplete="current-password"
        autofocus={Boolean(state.typed.email)}
      />
      <button class="btn" data-size="lg" type="submit">
        Sign in
      </button>
      <p class="hint">
        {owned
          ? 'Forgotten? An owner can send you a link for a new password.'
          : 'Nobody can sign in yet: Karibu printed a link for its first owner where it was started.'}
      </p>
    </form>,
  );
}

import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { editProfile } from '../../db/profile.ts';
import { longest } from '../../domain/lead.ts';
import { languages } from '../../domain/person.ts';
import { makeChatLink } from '../chat-links.ts';
import { clientAddress } from '../client-address.ts';
import { FormTrouble, SelectField, TextField } from '../components/fields.tsx';
import { Icon } from '../components/icon.tsx';
import { NoBot, OneTimeLink } from '../components/one-time-link.tsx';
import { showRole } from '../components/people.tsx';
import { showPage, showSheet } from '../components/show.tsx';
import type { Desk, DeskEnv } from '../desk.ts';
import { blankForm, type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { oneOf, requiredText } from '../forms/typed.ts';
import { say } from '../said.ts';
import { newPassword } from './one-time-links.tsx';
import { refusalWords } from './sign-in.tsx';

const profileForm = z.object({
  name: requiredText(longest.name, 'Write your name.'),
  language: oneOf(languages, 'Choose a language.'),
});
const passwordForm = z.object({
  current: z
    .string()
    .default('')
    .pipe(z.string().min(1, { error: 'Write your current password.' })),
  next: newPassword,
});

/** What everybody may change about themselves. */
export function profilePages(desk: Desk): Hono<DeskEnv> {
  const { db, signIn } = desk;
  const pages = new Hono<DeskEnv>();

  pages.get('/profile', (c) => showProfile(c, {}));

  pages.post('/profile', async (c) => {
    const posted = await readForm(c, profileForm);
    if (!posted.data) return showProfile(c, { profile: posted.form });
    await editProfile(db, c.var.viewer.person.id, posted.data);
    say(c, 'Your profile is saved.');
    return c.redirect('/profile', 303);
  });

  pages.post('/profile/password', async (c) => {
    const posted = await readForm(c, passwordForm);
    if (!posted.data) return showProfile(c, { password: posted.form });
    const from = { headers: c.req.raw.headers, address: clientAddress(c, desk.trustProxy) };
    const changed = await signIn.changePassword(from, posted.data);
    if ('refused' in changed) {
      const words =
        changed.refused === 'wrong' ? 'This is not your current password.' : refusalWords(changed);
      return showProfile(c, { password: withErrors(posted.form, { current: words }) });
    }
    for (const cookie of changed.cookies) c.header('set-cookie', cookie, { append: true });
    say(c, 'Your password is changed. Other browsers are signed out.');
    return c.redirect('/profile', 303);
  });

  pages.post('/profile/chat-link', async (c) => {
    const link = await makeChatLink(db, c.var.viewer.person.id);
    const words = 'Open this link on the phone that has your Telegram, and press Start.';
    return showSheet(
      c,
      { title: 'Link my Telegram', at: 'profile', back: '/profile' },
      link ? <OneTimeLink link={link} words={words} hours={48} back="/profile" /> : <NoBot back="/profile" />,
    );
  });

  return pages;
}

/** Which of the page's forms comes back with something wrong in it. */
interface Forms {
  profile?: FormState;
  password?: FormState;
}

function showProfile(c: Context<DeskEnv>, { profile, password }: Forms) {
  const { person } = c.var.viewer;
  return showPage(
    c,
    { title: 'Profile', at: 'profile', status: profile || password ? 422 : 200 },
    <>
      <header class="page-head">
        <h1>Profile</h1>
        <form method="post" action="/sign-out">
          <button class="btn" data-variant="outline" type="submit">
            <Icon name="log-out" />
            Sign out
          </button>
        </form>
      </header>
      <div class="profile">
        <Me
          form={profile ?? filledForm({ name: person.name, language: person.language })}
          email={person.email}
          role={showRole(person)}
        />
        <Chat linked={person.linkedChats} />
        <Password form={password ?? blankForm} />
      </div>
    </>,
  );
}

const Me = ({ form, email, role }: { form: FormState; email: string | null; role: string }) => (
  <form class="card plain" method="post" action="/profile" novalidate>
    <h2>
      <Icon name="circle-user-round" />
      Me
    </h2>
    <p class="muted">
      {role}
      {email && ` · ${email}`}
    </p>
    <TextField form={form} name="name" label="Name" autocomplete="name" maxlength={longest.name} />
    <SelectField
      form={form}
      name="language"
      label="Language in chat"
      choices={[
        { value: 'en', label: 'English' },
        { value: 'sw', label: 'Kiswahili' },
      ]}
    />
    <button class="btn" data-variant="outline" type="submit">
      Save
    </button>
  </form>
);

const Chat = ({ linked }: { linked: number }) => (
  <form class="card plain" method="post" action="/profile/chat-link" hx-post="/profile/chat-link">
    <h2>
      <Icon name="send" />
      Telegram
    </h2>
    <p>
      {linked > 0
        ? 'Your chat is linked: Karibu tells you there what became of your conversions.'
        : 'Link your chat to be told there what became of your conversions, and to enter leads on the road.'}
    </p>
    <button class="btn" data-variant="outline" type="submit">
      {linked > 0 ? 'Link another chat' : 'Link my Telegram'}
    </button>
  </form>
);

const Password = ({ form }: { form: FormState }) => (
  <form class="card plain" method="post" action="/profile/password" novalidate>
    <h2>
      <Icon name="key-round" />
      Password
    </h2>
    <FormTrouble form={form} />
    <TextField
      form={form}
      name="current"
      label="Current password"
      type="password"
      autocomplete="current-password"
    />
    <TextField form={form} name="next" label="New password" type="password" autocomplete="new-password" />
    <button class="btn" data-variant="outline" type="submit">
      Change password
    </button>
  </form>
);

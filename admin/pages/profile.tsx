import { Hono } from 'hono';
import { z } from 'zod';
import { editProfile } from '../../db/person/profile.ts';
import { longest } from '../../domain/lead.ts';
import { languages } from '../../domain/person.ts';
import { originOf, setCookies } from '../auth/session.ts';
import { makeChatLinks } from '../chat-links.ts';
import { FormTrouble, SelectField, TextField } from '../components/fields.tsx';
import { Icon } from '../components/icon.tsx';
import { NoBot, OneTimeLink } from '../components/one-time-link.tsx';
import { languageChoices, showRole } from '../components/settings/person-words.ts';
import { showPage, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { blankForm, type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { newPassword } from '../forms/password.ts';
import { oneOf, requiredText } from '../forms/typed.ts';
import { say } from '../said.ts';
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
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .get('/profile', (c) => showProfile(c, {}))
    .post('/profile', by(saveProfile))
    .post('/profile/password', by(changePassword))
    .post('/profile/chat-link', by(giveChatLink));
}

async function saveProfile({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, profileForm);
  if (!data) return showProfile(c, { profile: form });
  await editProfile(db, c.var.viewer.person.id, data);
  say(c, 'Your profile is saved.');
  return c.redirect('/profile', 303);
}

async function changePassword({ signIn, trustProxy }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, passwordForm);
  if (!data) return showProfile(c, { password: form });
  const changed = await signIn.changePassword(originOf(c, trustProxy), data);
  if ('refused' in changed) {
    const words = changed.refused === 'wrong' ? 'This is not your current password.' : refusalWords(changed);
    return showProfile(c, { password: withErrors(form, { current: words }) });
  }
  setCookies(c, changed.cookies);
  say(c, 'Your password is changed. Other browsers are signed out.');
  return c.redirect('/profile', 303);
}

async function giveChatLink({ db }: Desk, c: DeskContext): Promise<Response> {
  const links = await makeChatLinks(db, c.var.viewer.person.id);
  const words =
    'Open this link on your phone, and send what stands there: Start on Telegram, /start on WhatsApp.';
  return showSheet(
    c,
    { title: 'Link my chat', at: 'profile', back: '/profile' },
    links.length > 0 ? (
      <OneTimeLink links={links} words={words} hours={48} back="/profile" />
    ) : (
      <NoBot back="/profile" />
    ),
  );
}

/** Which of the page's forms comes back with something wrong in it. */
interface Forms {
  profile?: FormState;
  password?: FormState;
}

function showProfile(c: DeskContext, { profile, password }: Forms) {
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
    <SelectField form={form} name="language" label="Language in chat" choices={languageChoices} />
    <button class="btn" data-variant="outline" type="submit">
      Save
    </button>
  </form>
);

const Chat = ({ linked }: { linked: number }) => (
  <form class="card plain" method="post" action="/profile/chat-link" hx-post="/profile/chat-link">
    <h2>
      <Icon name="send" />
      Chat
    </h2>
    <p>
      {linked > 0
        ? 'Your chat is linked: Karibu tells you there what became of your conversions.'
        : 'Link your chat to be told there what became of your conversions, and to enter leads on the road.'}
    </p>
    <button class="btn" data-variant="outline" type="submit">
      {linked > 0 ? 'Link another chat' : 'Link my chat'}
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

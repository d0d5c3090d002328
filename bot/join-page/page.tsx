import type { Child } from 'hono/jsx';
import { displayMoney } from '../../domain/money.ts';
import { assetPath } from '../chat-page/assets.ts';
import { type Field, fields, mostWritten, type Written, type Wrong } from './form.ts';
import { addressOf, type JoinFrame } from './frame.ts';

/** The form as it stands before somebody. */
export interface FormState {
  seal: string;
  written: Written;
  wrong?: Wrong;
  /** What is in the way of sending it, and lies in none of its fields. */
  trouble?: string;
}

interface Shown {
  frame: JoinFrame;
  form: FormState;
}

export function JoinPage({ frame, form }: Shown) {
  const { isp, words } = frame;
  return (
    <Page frame={frame} title={words.title(isp)} path="/join">
      <section class="pitch">
        <h1>{words.headline}</h1>
        <p class="lead">{words.invitation(isp)}</p>
        <ol class="steps">
          {words.steps.map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        <ChatInstead frame={frame} invitation={words.chatInstead} />
      </section>
      <Form frame={frame} form={form} />
    </Page>
  );
}

/** The same whether the phone was new or known. */
export function ThanksPage({ frame }: { frame: JoinFrame }) {
  const { isp, words } = frame;
  return (
    <Page frame={frame} title={words.thanks} path="/join/thanks">
      <section class="card thanks">
        <svg class="tick" viewBox="0 0 24 24" aria-hidden="true">
          <path d="m5 12.5 4.5 4.5L19 7.5" />
        </svg>
        <h1>{words.thanks}</h1>
        <p class="lead">{words.thanksMore(isp)}</p>
        <ChatInstead frame={frame} invitation={words.chatMeanwhile} />
      </section>
    </Page>
  );
}

function Page(props: { frame: JoinFrame; title: string; path: string; children?: Child }) {
  const { frame, title, path, children } = props;
  const { language, isEmbedded, isp, words } = frame;
  const { code, name } = words.otherLanguage;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href={assetPath('icon.svg')} />
        <link rel="stylesheet" href={assetPath('join.css')} />
      </head>
      <body class={isEmbedded ? 'embedded' : ''}>
        <header>
          <p class="isp">{isp}</p>
          <a href={addressOf(path, { ...frame, language: code })} lang={code} hreflang={code}>
            {name}
          </a>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}

/** In a tab of its own, for the chat stands in nobody's frame. Whoever's link they came by has brought them there too. */
function ChatInstead({ frame, invitation }: { frame: JoinFrame; invitation: string }) {
  const { words, referralCode } = frame;
  return (
    <p class="chat">
      {invitation}{' '}
      <a href={referralCode ? `/chat?start=r_${referralCode}` : '/chat'} target="_blank" rel="noopener">
        {words.chat}
      </a>
    </p>
  );
}

function Form({ frame, form }: Shown) {
  const { words } = frame;
  const { wrong = {}, trouble } = form;
  const shown = { frame, form };
  const count = Object.keys(wrong).length;
  const summary = trouble ?? (count > 0 && words.wrong.summary(count));
  return (
    // The page says in its own words, and in the reader's language, what is missing.
    <form method="post" action={addressOf('/join', frame)} class="card" novalidate>
      {frame.isEmbedded ? <h1>{words.formTitle}</h1> : <h2>{words.formTitle}</h2>}
      {summary && (
        <p class="trouble" role="alert">
          {summary}
        </p>
      )}
      <Line {...shown} field="name" autocomplete="name" />
      <Line {...shown} field="phone" type="tel" autocomplete="tel" />
      <div class="side-by-side">
        <Line {...shown} field="place" autocomplete="street-address" />
        <Line {...shown} field="unit" autocomplete="off" />
      </div>
      <Packages {...shown} />
      <Line {...shown} field="isp" autocomplete="off" />
      <Message {...shown} />
      <Consent {...shown} />
      <p class="website" aria-hidden="true">
        <label for="website">{words.leaveEmpty}</label>
        <input id="website" name="website" tabindex={-1} autocomplete="off" />
      </p>
      <input type="hidden" name="seal" value={form.seal} />
      <button type="submit">{words.send}</button>
    </form>
  );
}

const required: readonly Field[] = ['name', 'phone', 'place', 'consent'];

/** A label, what is said below it, and the attributes that tie them to their input. */
function describe({ frame: { words }, form: { wrong } }: Shown, field: Field) {
  const [hint, mistake] = [words.hint[field], wrong?.[field]];
  const describedBy = [hint && `${field}-hint`, mistake && `${field}-wrong`].filter(Boolean).join(' ');
  return {
    label: (
      <label for={field}>
        {words.label[field]}
        {!required.includes(field) && <small> ({words.optional})</small>}
      </label>
    ),
    hint: hint && (
      <small class="hint" id={`${field}-hint`}>
        {hint}
      </small>
    ),
    mistake: mistake && (
      <p class="wrong" id={`${field}-wrong`}>
        {mistake}
      </p>
    ),
    input: {
      id: field,
      name: field,
      maxlength: mostWritten[field],
      // The first that is wrong: whoever cannot see the page lands where something is to do.
      autofocus: field === fields.find((it) => wrong?.[it]),
      'aria-invalid': mistake ? 'true' : undefined,
      'aria-describedby': describedBy || undefined,
      'aria-required': required.includes(field) ? 'true' : undefined,
    },
  } as const;
}

function Line(props: Shown & { field: Field; autocomplete: string; type?: string }) {
  const { form, field, autocomplete, type = 'text' } = props;
  const { label, hint, mistake, input } = describe(props, field);
  return (
    <div class="field">
      {label}
      {hint}
      <input type={type} value={form.written[field]} autocomplete={autocomplete} {...input} />
      {mistake}
    </div>
  );
}

function Message(shown: Shown) {
  const { label, hint, mistake, input } = describe(shown, 'message');
  return (
    <div class="field">
      {label}
      {hint}
      <textarea rows={3} {...input}>
        {shown.form.written.message}
      </textarea>
      {mistake}
    </div>
  );
}

function Packages({ frame, form: { written } }: Shown) {
  const { words, packages } = frame;
  if (packages.length === 0) return null;
  const isKnown = packages.some(({ id }) => id === written.package);
  return (
    <fieldset class="packages">
      <legend>
        {words.label.package} <small>({words.optional})</small>
      </legend>
      {packages.map(({ id, name, downloadMbps, uploadMbps, price }) => (
        <label>
          <input type="radio" name="package" value={id} checked={id === written.package} />
          <span>
            <b>{name}</b>
            <small>{words.speed(downloadMbps, uploadMbps)}</small>
          </span>
          <strong>
            {displayMoney(price)} <small>{words.perMonth}</small>
          </strong>
        </label>
      ))}
      <label>
        <input type="radio" name="package" value="" checked={!isKnown} />
        <span>
          <b>{words.undecided}</b>
          <small>{words.undecidedHint}</small>
        </span>
      </label>
    </fieldset>
  );
}

function Consent(shown: Shown) {
  const { isp, words } = shown.frame;
  const { mistake, input } = describe(shown, 'consent');
  const { maxlength: _, ...box } = input;
  return (
    <div class="field consent">
      <label for="consent">
        <input type="checkbox" value="yes" checked={shown.form.written.consent !== ''} {...box} />
        <span>{words.consent(isp)}</span>
      </label>
      {mistake}
      <small class="hint">{words.privacy(isp)}</small>
    </div>
  );
}

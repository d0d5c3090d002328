import type { Child } from 'hono/jsx';
import type { Choice, Line } from '../../db/chat/thread.ts';
import type { Language } from '../../domain/person.ts';
import { assetPath } from './assets.ts';
import type { PageWords } from './words.ts';

/** Everything the page shows. */
export interface ChatView {
  isp: string;
  language: Language;
  timeZone: string;
  words: PageWords;
  lines: readonly Line[];
  /** A key of this rendering: the same form sent twice is one message. */
  formKey: string;
  /** From a poster's link, for the button that begins the talk. */
  startWith: string;
}

/** What went wrong with the message just sent, and the text, so that nobody types it twice. */
export interface Trouble {
  sentence: string;
  text: string;
}

export function ChatPage({ view, trouble }: { view: ChatView; trouble?: Trouble }) {
  const { isp, language, words } = view;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
        />
        <meta name="color-scheme" content="light dark" />
        <title>{words.title(isp)}</title>
        <link rel="icon" href={assetPath('icon.svg')} />
        <link rel="stylesheet" href={assetPath('palette.css')} />
        <link rel="stylesheet" href={assetPath('chat.css')} />
        <script src={assetPath('chat.js')} defer />
      </head>
      <body data-away={words.away}>
        <header>
          <h1>{isp}</h1>
          <form method="post" action="/chat/leave" class="leave">
            <button type="submit">{words.leave}</button>
          </form>
        </header>
        <main>
          <Thread view={view} />
        </main>
        <Composer view={view} {...(trouble && { trouble })} />
      </body>
    </html>
  );
}

/** The lines and, under the newest, its buttons. The page's script replaces the whole when something is new. */
export function Thread({ view }: { view: ChatView }) {
  const { lines, words, isp } = view;
  const choices = openChoices(lines);
  return (
    <div id="thread" data-last={lines.at(-1)?.id ?? 0} role="log" aria-live="polite">
      {lines.length === 0 ? (
        <Welcome words={words} isp={isp} startWith={view.startWith} formKey={view.formKey} />
      ) : null}
      {lines.map((line) => (
        <Bubble line={line} view={view} />
      ))}
      {choices.length > 0 && <Choices choices={choices} formKey={view.formKey} />}
    </div>
  );
}

function Welcome(props: { words: PageWords; isp: string; startWith: string; formKey: string }) {
  const { words, isp, startWith, formKey } = props;
  return (
    <section class="welcome">
      <h2>{words.welcome(isp)}</h2>
      <p>{words.invitation}</p>
      <ChatForm formKey={formKey}>
        <button type="submit" name="start" value={startWith} class="answer">
          {words.begin}
        </button>
      </ChatForm>
      <p class="instead">
        <a href={startWith.startsWith('r_') ? `/join?r=${startWith.slice(2)}` : '/join'}>
          {words.formInstead}
        </a>
      </p>
    </section>
  );
}

/** Answers first, ways out of the question below. */
function Choices({ choices, formKey }: { choices: readonly Choice[]; formKey: string }) {
  const rows = [choices.filter(({ way }) => !way), choices.filter(({ way }) => way)].filter(
    (row) => row.length > 0,
  );
  return (
    <ChatForm formKey={formKey} class="choices">
      {rows.map((row) => (
        <div>
          {row.map(({ label, value, way }) => (
            <button type="submit" name="choice" value={value} class={way ? 'way' : 'answer'}>
              {label}
            </button>
          ))}
        </div>
      ))}
    </ChatForm>
  );
}

function Bubble({ line, view }: { line: Line; view: ChatView }) {
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: view.timeZone });
  const who = line.direction === 'in' ? view.words.you : view.isp;
  return (
    <article class={line.direction} data-line={line.id} aria-label={who}>
      <p>{line.text}</p>
      <time datetime={line.at.toISOString()}>{clock.format(line.at)}</time>
    </article>
  );
}

function Composer({ view, trouble }: { view: ChatView; trouble?: Trouble }) {
  const { words, formKey } = view;
  return (
    <footer>
      <p id="trouble" role="alert">
        {trouble?.sentence}
      </p>
      <ChatForm formKey={formKey} class="composer">
        <label>
          <span>{words.write}</span>
          <textarea name="text" rows={1} required autocomplete="off" placeholder={words.write}>
            {trouble?.text ?? ''}
          </textarea>
        </label>
        <button type="submit">{words.send}</button>
      </ChatForm>
      <noscript>
        <a href="/chat">{words.reload}</a>
      </noscript>
    </footer>
  );
}

function ChatForm(props: { formKey: string; class?: string; children?: Child }) {
  return (
    <form method="post" action="/chat" class={props.class} data-chat>
      <input type="hidden" name="key" value={props.formKey} />
      {props.children}
    </form>
  );
}

/** The buttons of the newest line, as long as nobody has answered it. */
function openChoices(lines: readonly Line[]): readonly Choice[] {
  const newest = lines.at(-1);
  return newest?.direction === 'out' ? (newest.choices ?? []) : [];
}

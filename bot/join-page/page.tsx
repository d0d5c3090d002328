import type { Child } from 'hono/jsx';
import { assetPath } from '../chat-page/assets.ts';
import { Consent, Line, Message, Packages, type Shown } from './fields.tsx';
import { addressOf, type JoinFrame } from './frame.ts';

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
        <link rel="stylesheet" href={assetPath('palette.css')} />
        <link rel="stylesheet" href={assetPath('join.css')} />
        <link rel="stylesheet" href={assetPath('join-form.css')} />
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

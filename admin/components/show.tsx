import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { DeskEnv } from '../desk.ts';
import { hearSaid, say } from '../said.ts';
import { Icon } from './icon.tsx';
import { DeskLayout, DoorLayout, type MenuItem } from './layout.tsx';

interface Page {
  title: string;
  at: MenuItem | null;
  head?: Child;
  status?: ContentfulStatusCode;
}

/** True when htmx asks, which can open a dialog; the same address without it shows a page. */
export const isFromHtmx = (c: Context): boolean => c.req.header('hx-request') === 'true';

export function showPage(c: Context<DeskEnv>, page: Page, body: Child): Response | Promise<Response> {
  const { viewer, settings, troubles } = c.var;
  return c.html(
    html`<!doctype html>${(
      <DeskLayout
        title={page.title}
        isp={settings.ispName}
        viewer={viewer}
        at={page.at}
        said={hearSaid(c)}
        troubles={troubles}
        head={page.head}
      >
        {body}
      </DeskLayout>
    )}`,
    page.status ?? 200,
  );
}

/** Before the sign-in. */
export function showAtDoor(
  c: Context,
  door: { title: string; isp: string; status?: ContentfulStatusCode },
  body: Child,
): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  return c.html(
    html`<!doctype html>${(
      <DoorLayout title={door.title} isp={door.isp}>
        {body}
      </DoorLayout>
    )}`,
    door.status ?? 200,
  );
}

interface Sheet extends Page {
  /** Under the title: what this is for. */
  hint?: Child;
  /** Where Cancel leads when there is no dialog to close. */
  back: string;
}

/**
 * One piece of work: a dialog over the page it was asked for from, or a page of its own without JavaScript. A form in it
 * that was refused comes back the same way.
 */
export function showSheet(c: Context<DeskEnv>, sheet: Sheet, body: Child): Response | Promise<Response> {
  if (!isFromHtmx(c)) {
    return showPage(
      c,
      sheet,
      <article class="sheet-page">
        <SheetHead sheet={sheet} level="h1" />
        {body}
      </article>,
    );
  }
  c.header('hx-retarget', '#dialog');
  c.header('hx-reswap', 'innerMorph');
  c.header('hx-reselect', '#sheet');
  return c.html(
    <dialog id="sheet" class="sheet" aria-labelledby="sheet-title">
      <a class="sheet-close" href={sheet.back} data-close aria-label="Close">
        <Icon name="x" />
      </a>
      <SheetHead sheet={sheet} level="h2" />
      {body}
    </dialog>,
    sheet.status ?? 200,
  );
}

const SheetHead = ({ sheet, level: Heading }: { sheet: Sheet; level: 'h1' | 'h2' }) => (
  <header class="sheet-head">
    <Heading id="sheet-title">{sheet.title}</Heading>
    {sheet.hint && <p>{sheet.hint}</p>}
  </header>
);

/** The foot of a sheet: the act, and the way out. */
export const SheetFoot = ({ back, act, icon }: { back: string; act: string; icon?: Child }) => (
  <footer class="sheet-foot">
    <a class="btn" data-variant="ghost" href={back} data-close>
      Cancel
    </a>
    <button class="btn" type="submit">
      {icon}
      {act}
    </button>
  </footer>
);

/** After a form: on to a page. htmx would follow a redirect inside the dialog, so it is told in its own words. */
export function goOn(c: Context, path: string): Response {
  if (!isFromHtmx(c)) return c.redirect(path, 303);
  c.header('hx-redirect', path);
  return c.body(null, 204);
}

/**
 * The work of a sheet is done: the dialog closes, the page below it shows what is new, and `words` say so. Without
 * JavaScript the browser goes `back`, where they are said.
 */
export function finishSheet(c: Context<DeskEnv>, back: string, words: string): Response {
  if (!isFromHtmx(c)) {
    say(c, words);
    return c.redirect(back, 303);
  }
  c.header('hx-trigger', asciiJson({ sheetDone: { words } }));
  return c.body(null, 204);
}

/** A header holds no letter beyond ASCII, and people have names. */
const asciiJson = (value: object): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

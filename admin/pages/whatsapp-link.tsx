import { Hono } from 'hono';
import { type ChannelHealth, readChannelHealth } from '../../db/channel/channel-health.ts';
import { askToLink, type LinkWish, readWhatsappLink } from '../../db/channel/whatsapp-link.ts';
import { allow } from '../auth/gate.ts';
import { ChannelBanner } from '../components/channel/channel-banner.tsx';
import { LinkCard } from '../components/channel/whatsapp-link.tsx';
import { HonestWords, LinkChoices } from '../components/channel/whatsapp-link-form.tsx';
import { FormTrouble } from '../components/fields.tsx';
import { SheetFoot, showPage, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { blankForm, type FormState, readForm, withErrors } from '../forms/form.ts';
import { linkForm } from '../forms/whatsapp-link.ts';
import { viewerMay } from '../viewer.ts';
import { type Asked, isUnderWay, type Linking, linkingOf } from '../whatsapp-linking.ts';

/** The one WhatsApp account of the house. */
const account = 'main';
const home = '/channels/whatsapp';

/** Linking our WhatsApp number. Nothing of it is cached: the gate says so of every page behind it. */
export function whatsappLinkPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editChannels');
  return new Hono<DeskEnv>()
    .get(home, allow('seeChannels'), by(showLink))
    .get(`${home}/live`, allow('seeChannels'), by(showLive))
    .get(`${home}/again`, mayEdit, askAgain)
    .get(`${home}/unlink`, mayEdit, askToUnlink)
    .post(`${home}/link`, mayEdit, by(link))
    .post(`${home}/unlink`, mayEdit, by(unlink));
}

async function link(desk: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, linkForm(c.var.settings.country));
  if (data) return wish(desk, c, data);
  const { by: choice, ...errors } = form.errors;
  return showForm(desk, c, withErrors({ ...form, errors }, choice ? { form: choice } : {}));
}

const unlink = (desk: Desk, c: DeskContext) => wish(desk, c, { by: 'unlink' });

async function wish({ db }: Desk, c: DeskContext, wanted: LinkWish): Promise<Response> {
  await askToLink(db, account, wanted, c.var.viewer.person.id);
  return c.redirect(pathOf(home, { what: wanted.by === 'unlink' ? 'unlink' : 'link', at: Date.now() }), 303);
}

/** The address says what was asked for and when, never for which phone. */
const pathOf = (path: string, { what, at }: Asked): string => `${path}?asked=${what}&at=${at}`;

function readAsked(c: DeskContext): Asked | null {
  const { asked, at } = c.req.query();
  if ((asked !== 'link' && asked !== 'unlink') || !/^\d{1,15}$/.test(at ?? '')) return null;
  return { what: asked, at: Number(at) };
}

interface View {
  linking: Linking;
  health: ChannelHealth | null;
  /** Of a wish that somebody else left, this page's own patience counts. */
  asked: Asked;
}

async function readView({ db }: Desk, c: DeskContext): Promise<View> {
  const asked = readAsked(c);
  const [linked, accounts] = await Promise.all([readWhatsappLink(db, account), readChannelHealth(db)]);
  const health = accounts.find((it) => it.channel === 'whatsapp' && it.account === account) ?? null;
  const unlinkedSince = health?.state === 'unlinked' ? health.since : null;
  return {
    linking: linkingOf(linked, asked, unlinkedSince),
    health,
    asked: asked ?? { what: 'link', at: Date.now() },
  };
}

/** What a page has shown already: while it stays the same, a poll is answered with nothing. Holds no code and no phone. */
const versionOf = ({ linking, health }: View): string =>
  [
    linking.at,
    linking.at === 'shown' && linking.until.getTime(),
    health?.state,
    health?.since.getTime(),
    health?.isRunning,
    linking.at === 'linked' && health?.lastInboundAt?.getTime(),
    linking.at === 'linked' && health?.lastOutboundAt?.getTime(),
  ].join('.');

async function showLink(desk: Desk, c: DeskContext): Promise<Response> {
  return showForm(desk, c, blankForm);
}

async function showForm(desk: Desk, c: DeskContext, form: FormState): Promise<Response> {
  const view = await readView(desk, c);
  const isRefused = Object.keys(form.errors).length > 0;
  const head = isUnderWay(view.linking) ? <ReloadWithoutScripts /> : null;
  return showPage(
    c,
    { title: 'WhatsApp', at: 'channels', head, status: isRefused ? 422 : 200 },
    <>
      <header class="page-head">
        <h1>WhatsApp</h1>
        <a class="btn" data-variant="outline" href="/channels">
          All channels
        </a>
      </header>
      <FormTrouble form={form} />
      <div class="link-page">
        {/* Stays while what is in it is swapped, so that the change is read out. */}
        <div aria-live="polite">
          <Live c={c} view={view} form={form} />
        </div>
        <HonestWords />
      </div>
    </>,
  );
}

const ReloadWithoutScripts = () => (
  <noscript>
    <meta http-equiv="refresh" content="5" />
  </noscript>
);

async function showLive(desk: Desk, c: DeskContext): Promise<Response> {
  const view = await readView(desk, c);
  if (c.req.query('seen') === versionOf(view)) return c.body(null, 204);
  return c.html(
    <>
      <Live c={c} view={view} form={blankForm} />
      <ChannelBanner troubles={c.var.troubles} isNews />
    </>,
  );
}

/** Asks for itself each second while something is under way, else every few seconds. */
const Live = ({ c, view, form }: { c: DeskContext; view: View; form: FormState }) => (
  <div
    id="live"
    hx-get={`${pathOf(`${home}/live`, view.asked)}&seen=${versionOf(view)}`}
    hx-trigger={isUnderWay(view.linking) ? 'every 1s' : 'every 5s'}
    hx-swap="outerHTML"
  >
    <LinkCard
      linking={view.linking}
      health={view.health}
      mayEdit={viewerMay(c.var.viewer, 'editChannels')}
      form={form}
      zone={c.var.settings.timeZone}
    />
  </div>
);

const askAgain = (c: DeskContext) =>
  showSheet(
    c,
    {
      title: 'Link a number',
      hint: 'The number that is linked now, if any, is forgotten first: what people write to it meanwhile stays on its phone.',
      at: 'channels',
      back: home,
    },
    <>
      <div class="sheet-form">
        <LinkChoices form={blankForm} />
      </div>
      <footer class="sheet-foot">
        <a class="btn" data-variant="ghost" href={home} data-close>
          Cancel
        </a>
      </footer>
    </>,
  );

const askToUnlink = (c: DeskContext) =>
  showSheet(
    c,
    {
      title: 'Unlink the number?',
      hint: 'Karibu hears nothing and says nothing on WhatsApp until a number is linked again. What waits to be said keeps waiting.',
      at: 'channels',
      back: home,
    },
    <form class="sheet-form" method="post" action={`${home}/unlink`}>
      <SheetFoot back={home} act="Unlink" />
    </form>,
  );

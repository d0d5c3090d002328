import { Hono } from 'hono';
import { type ChannelCost, readChannelCosts, readChannelHealth } from '../../db/channel/channel-health.ts';
import { listParkedMessages } from '../../db/chat/parked-messages.ts';
import type { Database } from '../../db/database.ts';
import { allow } from '../auth/gate.ts';
import { ChannelBanner } from '../components/channel/channel-banner.tsx';
import { ChannelCards } from '../components/channel/channel-cards.tsx';
import { ParkedMessages } from '../components/channel/parked-messages.tsx';
import { showPage } from '../components/show.tsx';
import type { Desk, DeskContext, DeskEnv } from '../desk.ts';
import { viewerMay } from '../viewer.ts';

/** How every account of every channel does, and the messages that wait for a human. */
export function channelPages(desk: Desk): Hono<DeskEnv> {
  const costs = rememberCosts(desk.db);
  const live = (c: DeskContext) => showLive(desk, c, costs);
  return new Hono<DeskEnv>()
    .get('/channels', allow('seeChannels'), async (c) =>
      showPage(
        c,
        { title: 'Channels', at: 'channels', head: <ReloadWithoutScripts /> },
        <>
          <header class="page-head">
            <h1>Channels</h1>
          </header>
          {await live(c)}
        </>,
      ),
    )
    .get('/channels/live', allow('seeChannels'), async (c) =>
      c.html(
        <>
          {await live(c)}
          <ChannelBanner troubles={c.var.troubles} isNews />
        </>,
      ),
    );
}

const ReloadWithoutScripts = () => (
  <noscript>
    <meta http-equiv="refresh" content="15" />
  </noscript>
);

/** The part of the page that asks for itself every few seconds. */
async function showLive({ db, publicUrl }: Desk, c: DeskContext, costs: Costs) {
  const { viewer, settings } = c.var;
  const [health, spent, parked] = await Promise.all([readChannelHealth(db), costs(), listParkedMessages(db)]);
  const common = { mayEdit: viewerMay(viewer, 'editChannels'), zone: settings.timeZone };
  return (
    <div id="live" hx-get="/channels/live" hx-trigger="every 5s" hx-swap="outerMorph">
      <ChannelCards {...common} health={health} costs={spent} publicUrl={publicUrl} />
      <ParkedMessages {...common} messages={parked} total={health.reduce((sum, it) => sum + it.parked, 0)} />
    </div>
  );
}

type Costs = () => Promise<readonly ChannelCost[]>;

/** They are added up from a month of messages: at most once a minute, however many look at the page. */
function rememberCosts(db: Database): Costs {
  let known: Promise<readonly ChannelCost[]> | null = null;
  let until = 0;
  return () => {
    if (!known || Date.now() > until) {
      until = Date.now() + 60_000;
      known = readChannelCosts(db);
      known.catch(() => {
        known = null;
      });
    }
    return known;
  };
}

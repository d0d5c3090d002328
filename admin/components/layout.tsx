import type { Child } from 'hono/jsx';
import type { TroubledAccount } from '../../db/channel/channel-accounts.ts';
import type { Verb } from '../../domain/permissions.ts';
import { assetPath } from '../assets.ts';
import type { SignedIn } from '../desk.ts';
import { viewerMay } from '../viewer.ts';
import { ChannelBanner } from './channel/channel-banner.tsx';
import { Icon, type IconName } from './icon.tsx';

/** The pages of the menu. Each stands there for those who may open it. */
const menu = [
  { at: 'today', path: '/today', name: 'Today', icon: 'sun', needs: ['seeLeads', 'seeAssignedLeads'] },
  { at: 'leads', path: '/leads', name: 'Leads', icon: 'sprout', needs: ['seeLeads', 'seeAssignedLeads'] },
  { at: 'reports', path: '/reports', name: 'Reports', icon: 'chart-column', needs: ['seeReports'] },
  { at: 'channels', path: '/channels', name: 'Channels', icon: 'messages-square', needs: ['seeChannels'] },
  {
    at: 'settings',
    path: '/settings',
    name: 'Settings',
    icon: 'settings',
    needs: ['seePackages', 'seeRouters'],
  },
] as const satisfies { at: string; path: string; name: string; icon: IconName; needs: Verb[] }[];
export type MenuItem = (typeof menu)[number]['at'] | 'profile';

// 5xx and refusals are said in a toast instead of being put where a part of the page was expected.
const htmxConfig = JSON.stringify({
  history: 'reload',
  noSwap: [204, 304, '401', '403', '404', '413', '5xx'],
  // A dialog stays open while what is in it is morphed.
  morphIgnore: ['data-htmx-powered', 'open'],
});

/** The whole document around a page; `body` decides its shape. */
const Document = (props: {
  title: string;
  isp: string;
  body: 'desk' | 'door';
  children: Child;
  head?: Child;
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{`${props.title} · ${props.isp}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="htmx-config" content={htmxConfig} />
      <link rel="icon" type="image/svg+xml" href={assetPath('icon.svg')} />
      {/* First and blocking, so that a dark page never flashes white. */}
      <script src={assetPath('dark.js')} />
      <link rel="stylesheet" href={assetPath('basecoat.css')} />
      <link rel="stylesheet" href={assetPath('karibu.css')} />
      <script src={assetPath('older-browsers.js')} type="module" />
      <script src={assetPath('htmx.js')} defer />
      <script src={assetPath('karibu.js')} type="module" />
      {props.head}
    </head>
    <body class={props.body}>{props.children}</body>
  </html>
);

interface DeskProps {
  title: string;
  isp: string;
  viewer: SignedIn;
  at: MenuItem | null;
  said: string | null;
  troubles: readonly TroubledAccount[];
  head?: Child;
  children: Child;
}

/** A page behind the sign-in: the menu at the side (below on a phone), the page, and the place where dialogs open. */
export const DeskLayout = (props: DeskProps) => (
  <Document title={props.title} isp={props.isp} body="desk" head={props.head}>
    <a class="skip" href="#main">
      Skip to the page
    </a>
    <Menu isp={props.isp} viewer={props.viewer} at={props.at} />
    <main id="main" tabindex={-1}>
      <ChannelBanner troubles={props.troubles} />
      {props.children}
    </main>
    <div id="dialog" />
    <output id="said" class="said">
      {props.said && <p>{props.said}</p>}
    </output>
  </Document>
);

const Menu = ({ isp, viewer, at }: Pick<DeskProps, 'isp' | 'viewer' | 'at'>) => (
  <nav class="menu" aria-label="Main">
    <a class="brand" href="/">
      <span class="brand-mark">
        <Icon name="door-open" />
      </span>
      <span class="brand-name">{isp}</span>
    </a>
    <ul>
      {menu
        .filter((item) => item.needs.some((verb) => viewerMay(viewer, verb)))
        .map((item) => (
          <li>
            <a href={item.path} aria-current={at === item.at ? 'page' : undefined}>
              <Icon name={item.icon} />
              <span>{item.name}</span>
            </a>
          </li>
        ))}
      <li class="menu-me">
        <a href="/profile" aria-current={at === 'profile' ? 'page' : undefined}>
          <Icon name="circle-user-round" />
          <span>Profile</span>
          <span class="menu-who">{viewer.person.name}</span>
        </a>
      </li>
    </ul>
  </nav>
);

/** A page before the sign-in: one card in the middle. */
export const DoorLayout = (props: { title: string; isp: string; children: Child }) => (
  <Document title={props.title} isp={props.isp} body="door">
    <main id="main" class="door-card">
      <div class="door-brand">
        <span class="brand-mark">
          <Icon name="door-open" />
        </span>
        <span class="brand-name">{props.isp}</span>
      </div>
      <h1>{props.title}</h1>
      {props.children}
    </main>
  </Document>
);

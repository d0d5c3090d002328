import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Verb } from '../../../domain/permissions.ts';
import type { DeskContext, SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { Icon, type IconName } from '../icon.tsx';
import { showPage } from '../show.tsx';

/** The tabs of Settings. Each stands there for those who may open it. */
const tabs = [
  { at: 'isp', path: '/settings/isp', name: 'ISP', icon: 'building-2', needs: 'editSettings' },
  { at: 'people', path: '/people', name: 'People', icon: 'users-round', needs: 'seePeople' },
  { at: 'routers', path: '/routers', name: 'Routers', icon: 'router', needs: 'seeRouters' },
  { at: 'packages', path: '/packages', name: 'Packages', icon: 'package', needs: 'seePackages' },
  { at: 'api-keys', path: '/settings/api-keys', name: 'API keys', icon: 'code', needs: 'editApiKeys' },
] as const satisfies { at: string; path: string; name: string; icon: IconName; needs: Verb }[];
type SettingsTab = (typeof tabs)[number]['at'];

const tabsOf = (viewer: SignedIn) => tabs.filter(({ needs }) => viewerMay(viewer, needs));

/** Where Settings lead this viewer; null for whoever may open none of it. */
export const firstTab = (viewer: SignedIn): string | null => tabsOf(viewer)[0]?.path ?? null;

interface SettingsPage {
  title: string;
  tab: SettingsTab;
  /** Under the title: what this is for. */
  hint?: Child;
  /** At its right: what may be done. */
  acts?: Child;
  status?: ContentfulStatusCode;
}

/** A page of Settings: the tabs, then what the open one holds. */
export function showSettings(c: DeskContext, page: SettingsPage, body: Child): Response | Promise<Response> {
  return showPage(
    c,
    { title: page.title, at: 'settings', ...(page.status && { status: page.status }) },
    <>
      <header class="settings-head">
        <h1>Settings</h1>
        <Tabs viewer={c.var.viewer} open={page.tab} />
      </header>
      <section aria-labelledby="tab-title">
        <header class="tab-head">
          <div>
            <h2 id="tab-title">{page.title}</h2>
            {page.hint && <p class="hint">{page.hint}</p>}
          </div>
          {page.acts && <div class="page-acts">{page.acts}</div>}
        </header>
        {body}
      </section>
    </>,
  );
}

const Tabs = ({ viewer, open }: { viewer: SignedIn; open: SettingsTab }) => (
  <nav class="tabs" aria-label="Settings">
    <ul>
      {tabsOf(viewer).map(({ at, path, name, icon }) => (
        <li>
          <a href={path} aria-current={at === open ? 'page' : undefined}>
            <Icon name={icon} />
            {name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

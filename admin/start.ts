import { Hono } from 'hono';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import { createApi } from './api/app.ts';
import { openApiKeys } from './api/keys.ts';
import { assetRoutes } from './assets.ts';
import { gate } from './auth/gate.ts';
import { type SignIn, startSignIn } from './auth/sign-in.ts';
import { showRefusal } from './components/refusal.tsx';
import type { Desk, DeskEnv } from './desk.ts';
import { sameOriginWrites, securityHeaders, smallForms } from './guards.ts';
import { apiKeyPages } from './pages/api-keys.tsx';
import { channelPages } from './pages/channels.tsx';
import { conversionPages } from './pages/conversion.tsx';
import { conversionDoubtPages } from './pages/conversion-doubt.tsx';
import { conversionWayPages } from './pages/conversion-way.tsx';
import { figurePages } from './pages/figures.tsx';
import { importPages } from './pages/imports.tsx';
import { leadPage } from './pages/lead.tsx';
import { leadArchivePages } from './pages/lead-archive.tsx';
import { leadBulkPages } from './pages/lead-bulk.tsx';
import { leadCarePages } from './pages/lead-care.tsx';
import { leadExportPages } from './pages/lead-export.ts';
import { leadFormPages } from './pages/lead-form.tsx';
import { leadMergePages } from './pages/lead-merge.tsx';
import { leadMovePages } from './pages/lead-move.tsx';
import { leadReplyPages } from './pages/lead-reply.tsx';
import { leadsPage } from './pages/leads.tsx';
import { noticePages } from './pages/notices.tsx';
import { oneTimeLinkPages } from './pages/one-time-links.tsx';
import { packagePages } from './pages/packages.tsx';
import { parkedMessagePages } from './pages/parked-messages.tsx';
import { payoutFiles } from './pages/payout-files.ts';
import { payoutPages } from './pages/payouts.tsx';
import { peoplePages } from './pages/people.tsx';
import { personPages } from './pages/person.tsx';
import { personAccessPages } from './pages/person-access.tsx';
import { profilePages } from './pages/profile.tsx';
import { reportPages } from './pages/reports.tsx';
import { routerProfilePages } from './pages/router-profiles.tsx';
import { routerRetirePages } from './pages/router-retire.tsx';
import { routerTestPages } from './pages/router-test.tsx';
import { routerPages } from './pages/routers.tsx';
import { settingsPages } from './pages/settings.tsx';
import { signInPages } from './pages/sign-in.tsx';
import { todayPages } from './pages/today.tsx';
import { whatsappLinkPages } from './pages/whatsapp-link.tsx';
import { answerTrouble } from './trouble.tsx';
import type { Viewer } from './viewer.ts';

export interface AdminNeeds {
  db: Database;
  databaseUrl: string;
  log: Log;
  /** Where people reach this admin; without a slash at its end. */
  publicUrl: string;
  /** Of its own, derived from SECRET_KEY: signs the session cookies. */
  secret: string;
  /** True behind a proxy of ours that writes X-Forwarded-For. */
  trustProxy: boolean;
}

/** The desk: pages for people, the API for programs. It answers whatever the rooms before it did not. */
export function startAdmin(needs: AdminNeeds): { routes: Hono; stop(): Promise<void> } {
  const { db, databaseUrl, log, publicUrl, secret, trustProxy } = needs;
  const signIn = startSignIn({ db, databaseUrl, publicUrl, secret });
  const keys = openApiKeys(db);
  const stopping = new AbortController();
  const viewerOfSession = (request: Request) => findViewer(signIn, request);
  const desk: Desk = { db, log, publicUrl, trustProxy, signIn, keys };

  const routes = new Hono();
  routes.onError(answerTrouble(log));
  routes.route('/api', createApi({ db, log, keys, viewerOfSession, stopping: stopping.signal }));
  routes.use(securityHeaders(publicUrl));
  routes.route('/', assetRoutes());
  routes.use(smallForms);
  // Before the guard of origins: these pages send no referrer, so their forms have none. Their token is what nobody forges.
  routes.route('/', oneTimeLinkPages(desk));
  routes.use(sameOriginWrites(publicUrl));
  routes.route('/', signInPages(desk));
  routes.route('/', deskPages(desk));

  return {
    routes,
    async stop() {
      stopping.abort();
      await keys.stop();
      await signIn.stop();
    },
  };
}

async function findViewer(signIn: SignIn, request: Request): Promise<Viewer | null> {
  const known = await signIn.whoIs(request.headers);
  return known && { kind: 'person', role: known.person.role, person: known.person };
}

const menuPages = [
  todayPages,
  leadsPage,
  leadBulkPages,
  leadExportPages,
  figurePages,
  reportPages,
  payoutPages,
  payoutFiles,
  leadFormPages,
  leadCarePages,
  leadMovePages,
  leadArchivePages,
  conversionPages,
  conversionWayPages,
  conversionDoubtPages,
  leadPage,
  leadReplyPages,
  leadMergePages,
  importPages,
  noticePages,
  settingsPages,
  peoplePages,
  personPages,
  personAccessPages,
  routerPages,
  routerTestPages,
  routerRetirePages,
  routerProfilePages,
  packagePages,
  apiKeyPages,
  channelPages,
  parkedMessagePages,
  whatsappLinkPages,
  profilePages,
];

/** Everything behind the sign-in. */
function deskPages(desk: Desk): Hono<DeskEnv> {
  const pages = new Hono<DeskEnv>();
  pages.use(gate(desk));
  pages.get('/', (c) => c.redirect('/today', 303));
  for (const open of menuPages) pages.route('/', open(desk));
  pages.all('*', (c) => showRefusal(c, 'missing'));
  return pages;
}

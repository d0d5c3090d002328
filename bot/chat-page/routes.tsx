import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { findChat, isAnswered } from '../../db/chat/thread.ts';
import type { Database } from '../../db/database.ts';
import type { Said } from '../../domain/message.ts';
import type { Log } from '../../log.ts';
import type { Receive } from '../channels/channel.ts';
import { saidAs } from '../channels/said-as.ts';
import { assetRoutes } from './assets.ts';
import { ownFormsOnly, pageHeaders, smallForms } from './guards.ts';
import { clientOf, createLimits, type Limits } from './limits.ts';
import { ChatPage, Thread } from './page.tsx';
import { findAddress, forgetAddress, keepAddress } from './session.ts';
import { chatAt, readView } from './view.ts';
import { type PageWords, pageWords } from './words.ts';

export interface ChatPageNeeds {
  db: Database;
  publicUrl: string;
  /** True behind a proxy of ours that writes X-Forwarded-For. */
  trustProxy: boolean;
  receive: Receive;
  log: Log;
}

/** Characters. */
const longestText = 2000;
/** A form waits so long for the answer, so that what it leads to shows it. */
const answerWithinMs = 1500;

/** The page's script asks for the thread instead of a new page, and for errors as a sentence. */
const isScript = (c: Context) => c.req.header('accept') === 'text/vnd.karibu.thread';

/** The chat page: no sign-in, and no script needed. */
export function chatRoutes(needs: ChatPageNeeds): Hono {
  const { db, publicUrl } = needs;
  const isSecure = publicUrl.startsWith('https:');
  const limits = createLimits();
  const routes = new Hono();
  routes.use('/chat/*', pageHeaders(publicUrl), ownFormsOnly(publicUrl));
  routes.route('/', assetRoutes());
  routes.use('/chat/*', async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });
  routes.get('/chat', async (c) => {
    const startWith = /^[\w-]{1,64}$/.exec(c.req.query('start') ?? '')?.[0] ?? '';
    return c.html(page(<ChatPage view={await readView(db, findAddress(c), startWith)} />));
  });
  routes.get('/chat/thread', async (c) => {
    const view = await readView(db, findAddress(c));
    const isNews = (view.lines.at(-1)?.id ?? 0) > Number(c.req.query('after') ?? 0);
    return isNews ? c.html(<Thread view={view} />) : c.body(null, 204);
  });
  routes.post('/chat', smallForms, async (c) => {
    const seconds = await limits.take(clientOf(c, needs.trustProxy), findAddress(c));
    if (seconds > 0) return refuse(c, needs, 429, (words) => words.tooFast(seconds));
    return hearForm(c, needs, limits);
  });
  routes.post('/chat/leave', (c) => {
    forgetAddress(c, isSecure);
    return c.redirect('/chat', 303);
  });
  routes.onError((error, c) => {
    const status = error instanceof HTTPException ? error.status : 503;
    if (status === 413) return refuse(c, needs, 413, (words) => words.tooMuch);
    if (status === 403) return refuse(c, needs, 403, (words) => words.notFromHere);
    needs.log.error({ err: error }, 'The chat page could not answer.');
    return c.text('We cannot answer just now. Please try again in a moment.', 503);
  });
  return routes;
}

const page = (content: unknown) => `<!doctype html>${content}`;

// A form is a text, a tapped button, or the button that begins the talk with what a poster's link said.
const form = z.object({
  key: z.string().max(100).catch(''),
  text: z.string().optional(),
  choice: z.string().max(64).optional(),
  start: z.string().max(64).optional(),
});

function saidIn({ text = '', choice, start }: z.infer<typeof form>): Said | null {
  if (start !== undefined) return { kind: 'command', name: 'start', argument: start };
  if (choice !== undefined) return { kind: 'choice', value: choice };
  return text.trim() === '' ? null : saidAs(text.trim());
}

async function hearForm(c: Context, needs: ChatPageNeeds, limits: Limits): Promise<Response> {
  const { db, receive, log } = needs;
  const parsed = form.safeParse(await c.req.parseBody());
  if (!parsed.success) return refuse(c, needs, 400, (words) => words.notFromHere);
  const { key, text = '' } = parsed.data;
  if (text.length > longestText) return refuse(c, needs, 400, (words) => words.tooLong(longestText), text);
  const said = saidIn(parsed.data);
  if (!said) return c.redirect('/chat', 303);
  const address = keepAddress(c, needs.publicUrl.startsWith('https:'));
  try {
    const seconds = await waitToBegin(c, needs, limits);
    if (seconds > 0) return refuse(c, needs, 429, (words) => words.tooFast(seconds), text);
    const externalId = idOf(address, key, said);
    await receive([{ externalId, address, said, displayName: null, attestedPhone: null, sentAt: null }]);
  } catch (error) {
    log.error({ err: error }, 'A message from the chat page could not be kept; its sender was told so.');
    return refuse(c, needs, 503, (words) => words.away, text);
  }
  await waitForAnswer(db, address);
  return isScript(c) ? c.html(<Thread view={await readView(db, address)} />) : c.redirect('/chat', 303);
}

/** Seconds. New is a chat that is not stored: whoever throws the cookie away or makes one up begins anew each time. */
async function waitToBegin(c: Context, { db, trustProxy }: ChatPageNeeds, limits: Limits): Promise<number> {
  const address = findAddress(c);
  const isNew = !address || !(await findChat(db, chatAt(address)));
  return isNew ? limits.takeNewChat(clientOf(c, trustProxy)) : 0;
}

/** The same form sent twice is one message; the same form with other words, after "back", is another. */
function idOf(address: string, key: string, said: Said): string {
  return createHash('sha256')
    .update(JSON.stringify([address, key, said]))
    .digest('base64url');
}

/** Not answered in time is no fault: the page looks again by itself. */
async function waitForAnswer(db: Database, address: string): Promise<void> {
  const chat = await findChat(db, chatAt(address));
  const until = Date.now() + answerWithinMs;
  while (chat && Date.now() < until && !(await isAnswered(db, chat.id))) await sleep(40);
}

/** Says in a sentence why the message was not taken; without a script on the whole page, with the text still in its box. */
async function refuse(
  c: Context,
  { db, log }: ChatPageNeeds,
  status: ContentfulStatusCode,
  say: (words: PageWords) => string,
  text = '',
): Promise<Response> {
  try {
    const view = await readView(db, findAddress(c));
    const sentence = say(view.words);
    if (isScript(c)) return c.text(sentence, status);
    return c.html(page(<ChatPage view={view} trouble={{ sentence, text }} />), status);
  } catch (error) {
    log.error({ err: error }, 'The chat page cannot read the database.');
    return c.text(say(pageWords.en), status);
  }
}

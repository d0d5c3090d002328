import type { Context } from 'hono';
import type { DeskEnv } from '../desk.ts';
import { Empty } from './empty.tsx';
import { showPage } from './show.tsx';

const words = {
  forbidden: {
    status: 403,
    title: 'Not for your role',
    text: 'Your role does not allow this. Ask an owner of the company if you need it.',
  },
  missing: {
    status: 404,
    title: 'Not found',
    text: 'There is nothing here, or it is not for you to see. It may have been archived.',
  },
} as const;

/** Says no in a page of its own, in the frame of every other page. */
export function showRefusal(c: Context<DeskEnv>, what: keyof typeof words): Response | Promise<Response> {
  const { status, title, text } = words[what];
  return showPage(
    c,
    { title, at: null, status },
    <Empty icon={what === 'forbidden' ? 'lock' : 'circle-help'} title={title} level="h1">
      <p>{text}</p>
      <a class="btn" data-variant="outline" href="/">
        Back to Today
      </a>
    </Empty>,
  );
}

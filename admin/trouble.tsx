import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Log } from '../log.ts';
import { showAtDoor } from './components/show.tsx';

/** A fault of ours: told to the operator with its stack, to the person in one sentence. */
export const answerTrouble =
  (log: Log): ErrorHandler =>
  (error, c) => {
    // Refusals of the guards carry an answer of their own.
    if (error instanceof HTTPException) return error.getResponse();
    // The route and not the path, which may hold a one-time token.
    log.error({ err: error, method: c.req.method, route: routePath(c) }, 'A page failed.');
    return showAtDoor(
      c,
      { title: 'That did not work', isp: 'Karibu', status: 500 },
      <div class="door-form">
        <p>Something went wrong on our side. It is written down; nothing that you typed was half saved.</p>
        <a class="btn" data-variant="outline" href="/">
          Back to Today
        </a>
      </div>,
    );
  };

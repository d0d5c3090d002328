import { Hono } from 'hono';
import { dismissParkedMessage, retryParkedMessage } from '../../db/chat/parked-messages.ts';
import { allow } from '../auth/gate.ts';
import { showRefusal } from '../components/refusal.tsx';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
import { say } from '../said.ts';

/** "Try again" and "Dismiss" on the page of the channels. */
export function parkedMessagePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editChannels');
  return new Hono<DeskEnv>()
    .post('/channels/parked/:id/retry', mayEdit, by(withParked(retry)))
    .post('/channels/parked/:id/dismissal', mayEdit, by(withParked(dismiss)));
}

const gone = 'That message waits no longer: somebody has dealt with it.';

async function retry({ db }: Desk, _c: DeskContext, id: number): Promise<string> {
  const isTried = await retryParkedMessage(db, id);
  return isTried ? 'It is tried again. If it fails five times more, it comes back here.' : gone;
}

async function dismiss({ db }: Desk, c: DeskContext, id: number): Promise<string> {
  const isDismissed = await dismissParkedMessage(db, id, c.var.viewer.person.id);
  return isDismissed ? 'Dismissed. What they said stands in their thread.' : gone;
}

/** Does it to the message that the path names, and says on the page of the channels what came of it. */
const withParked =
  (act: (desk: Desk, c: DeskContext, id: number) => Promise<string>): Handler =>
  async (desk, c) => {
    const text = c.req.param('id') ?? '';
    if (!/^\d{1,15}$/.test(text)) return showRefusal(c, 'missing');
    say(c, await act(desk, c, Number(text)));
    return c.redirect('/channels', 303);
  };

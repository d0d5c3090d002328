import type { WASocket } from '@whiskeysockets/baileys';

/** What WhatsApp answered to a message of ours: null is taken, else its error number as text (`463`). */
export type Answer = { error: string | null } | 'dropped';

/** How WhatsApp took a message. Never rejects and may never resolve; whoever gives up calls `forget`. */
export type TakenBy = (messageId: string) => { answer: Promise<Answer>; forget(): void };

/**
 * Baileys tells of refusals only, and of those while it buffers only later: the server's own answer is
 * `<ack class="message" id error?>`. Whoever waits when the line ends is told `dropped`.
 */
export function listenForAcks(socket: Pick<WASocket, 'ws'>, ended: Promise<unknown>): TakenBy {
  const waiting = new Map<string, (answer: Answer) => void>();
  let isOver = false;
  socket.ws.on('CB:ack,class:message', ({ attrs }: { attrs: Record<string, string> }) => {
    if (attrs.id) waiting.get(attrs.id)?.({ error: attrs.error ?? null });
  });
  // Once for the line: each `then` on what lasts for days would stay there for days.
  void ended.then(() => {
    isOver = true;
    for (const tell of waiting.values()) tell('dropped');
  });
  return (messageId) => ({
    answer: new Promise((resolve) => (isOver ? resolve('dropped') : waiting.set(messageId, resolve))),
    forget: () => void waiting.delete(messageId),
  });
}

import type { WASocket } from '@whiskeysockets/baileys';

/**
 * How WhatsApp took a message of ours: null is taken, else its error number as text (`463`). Never rejects and may never
 * resolve; whoever gives up calls `forget`.
 */
export type TakenBy = (messageId: string) => { answer: Promise<string | null>; forget(): void };

/**
 * Baileys tells of refusals only, and of those while it buffers only later: the server's own answer is
 * `<ack class="message" id error?>`.
 */
export function listenForAcks(socket: WASocket): TakenBy {
  const waiting = new Map<string, (error: string | null) => void>();
  socket.ws.on('CB:ack,class:message', ({ attrs }: { attrs: Record<string, string> }) => {
    if (attrs.id) waiting.get(attrs.id)?.(attrs.error ?? null);
  });
  return (messageId) => ({
    answer: new Promise((resolve) => waiting.set(messageId, resolve)),
    forget: () => void waiting.delete(messageId),
  });
}

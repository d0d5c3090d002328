import type { EventEmitter } from 'node:events';
import type { Log } from '../../../log.ts';

/**
 * Baileys answers stanzas in listeners that are async and that nobody waits for: when the socket closes while one of them
 * writes, its rejection is nobody's and would end the process. Here each becomes a line in the log; that the line is down
 * is told elsewhere. Must be called right after the socket is made, before others listen.
 */
export function containRejections(emitter: EventEmitter, log: Log): void {
  for (const event of emitter.eventNames()) {
    for (const listener of emitter.listeners(event)) {
      emitter.off(event, asListener(listener));
      emitter.on(event, (...what: unknown[]) => {
        const answer: unknown = listener.apply(emitter, what);
        if (answer instanceof Promise)
          answer.catch(() => log.debug({ event: String(event) }, 'Baileys could not answer WhatsApp.'));
      });
    }
  }
}

// `listeners` types what it gives as Function; they are the listeners that were added.
const asListener = (listener: unknown) => listener as (...what: unknown[]) => void;

import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSentenceReader } from '../words.ts';
import { encodeReply, type Sentence } from './sentences.ts';

/** Gives every sentence that arrives to `hear`, and hangs up on bytes that are none. */
export function listenFor(socket: Socket, hear: (words: Sentence) => void): void {
  const read = createSentenceReader();
  const readOrHangUp = (chunk: Buffer) => {
    try {
      return read(chunk);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      socket.destroy();
      return [];
    }
  };
  socket.on('data', (chunk: Buffer) => {
    for (const words of readOrHangUp(chunk)) hear(words);
  });
}

/** To somebody who may have hung up meanwhile. */
export function send(socket: Socket, bytes: Buffer): void {
  if (socket.writable) socket.write(bytes);
}

/** The pause lets the other side read each piece before the next one leaves. */
export async function sendInPieces(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    send(socket, piece);
    await nextTurn();
  }
}

/** `!fatal` carries no tag, its reason is a bare word, and the connection ends with it. */
export function sayFatal(socket: Socket, reason: string | null): void {
  socket.end(encodeReply([reason === null ? ['!fatal'] : ['!fatal', reason]]));
}

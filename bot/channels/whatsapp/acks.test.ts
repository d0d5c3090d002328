import { EventEmitter } from 'node:events';
import type { WASocket } from '@whiskeysockets/baileys';
import { expect, test } from 'vitest';
import { listenForAcks } from './acks.ts';

function listen() {
  const ws = new EventEmitter();
  let end: (how: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  // Of the socket only its emitter is used.
  const takenBy = listenForAcks({ ws } as unknown as WASocket, ended);
  return {
    takenBy,
    end: () => end('over'),
    ack: (attrs: object) => ws.emit('CB:ack,class:message', { attrs }),
  };
}

test('each message gets its own answer', async () => {
  const { takenBy, ack } = listen();
  const [habari, asante] = [takenBy('3EB0A1'), takenBy('3EB0A2')];
  ack({ id: '3EB0A2', error: '463' });
  ack({ id: '3EB0A1' });
  expect([await habari.answer, await asante.answer]).toEqual([{ error: null }, { error: '463' }]);
});

test('who waits when the line ends, or asks after its end, is told that it dropped', async () => {
  const { takenBy, end } = listen();
  const waiting = takenBy('3EB0A1');
  end();
  expect([await waiting.answer, await takenBy('3EB0A2').answer]).toEqual(['dropped', 'dropped']);
});

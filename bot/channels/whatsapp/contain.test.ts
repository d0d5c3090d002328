import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createLog } from '../../../log.ts';
import { containRejections } from './contain.ts';

test('a listener that rejects after its socket has closed ends nobody, and all are called in their order', async () => {
  const emitter = new EventEmitter();
  const called: unknown[] = [];
  emitter.on('CB:message', async (stanza) => {
    called.push(['first', stanza]);
    throw new Error('Connection Closed');
  });
  emitter.on('CB:message', (stanza) => void called.push(['second', stanza]));
  const lines: string[] = [];
  containRejections(emitter, createLog('debug', { write: (line) => void lines.push(line) }));
  emitter.emit('CB:message', 'habari');
  // vitest fails a run in which a rejection was nobody's.
  await new Promise(setImmediate);
  expect(called).toEqual([
    ['first', 'habari'],
    ['second', 'habari'],
  ]);
  expect(lines.join()).toContain('could not answer');
});

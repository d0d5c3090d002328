import { expect, test } from 'vitest';
import type { Said } from '../../domain/message.ts';
import { lineOf } from './thread.ts';

test.each<Said>([
  { kind: 'command', name: 'start', argument: 'kToken_1' },
  { kind: 'text', text: ' /start kToken_1' },
  { kind: 'text', text: ' /Start@savanna_net_bot\nkToken_1' },
])('a one-time link is in no thread: %j', (said) => {
  expect(lineOf(said)).toMatch(/^\/start$/i);
});

test.each(['/start', 'How do I use /start kToken_1?', '/started early'])(
  '"%s" is shown as it was written',
  (text) => {
    expect(lineOf({ kind: 'text', text })).toBe(text);
  },
);

import { expect, test } from 'vitest';
import { showAgo } from './ago.tsx';

const now = new Date('2026-11-22T10:00:00Z');

test.each([
  ['2026-11-22T10:00:03Z', 'just now'],
  ['2026-11-22T09:59:01Z', 'just now'],
  ['2026-11-22T09:59:00Z', '1 minute ago'],
  ['2026-11-22T09:00:01Z', '59 minutes ago'],
  ['2026-11-22T07:30:00Z', '2 hours ago'],
  ['2026-11-19T10:00:00Z', '3 days ago'],
])('%s was %s', (at, words) => expect(showAgo(new Date(at), now)).toBe(words));

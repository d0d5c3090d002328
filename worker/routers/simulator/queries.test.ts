import { expect, test } from 'vitest';
import { matches } from './queries.ts';

const jane = { '.id': '*1F', name: 'jane', profile: '20mbps', 'limit-bytes-in': '900', comment: 'a=b' };

/** One row: query words without their question mark, and whether they choose jane. */
const truths: readonly (readonly [queries: string[], chosen: boolean])[] = [
  [[], true],
  [['name'], true],
  [['address'], false],
  [['-address'], true],
  [['-name'], false],
  [['name=jane'], true],
  [['=name=jane'], true],
  [['name=Jane'], false],
  [['.id=*1F'], true],
  [['comment=a=b'], true],
  [['address='], false],
  [['<limit-bytes-in=1000'], true],
  [['>limit-bytes-in=1000'], false],
  [['>name=jan'], true],
  [['<address=z'], false],
  [['name=jane', 'profile=20mbps'], true],
  [['name=jane', 'profile=5mbps'], false],
  [['name=mary', 'profile=20mbps', '#|'], true],
  [['name=mary', 'profile=5mbps', '#|'], false],
  [['name=jane', 'profile=5mbps', '#&'], false],
  [['name=mary', '#!'], true],
  [['name=mary', 'profile=20mbps', 'name=jane', '#&|'], true],
  [['name=mary', 'name=jane', '#0'], true],
  [['name=mary', 'name=jane', '#1'], false],
  [['name=jane', 'name=mary', '#1'], true],
  [['name=jane', '#.&'], true],
  [['name=jane', 'name=mary', '#1.|&'], true],
  [['name=mary', '#!.!'], false],
];

test.each(truths)('the query %j chooses jane: %s', (queries, chosen) => {
  expect(matches(jane, queries)).toBe(chosen);
});

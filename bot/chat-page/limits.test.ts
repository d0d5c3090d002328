import { expect, test } from 'vitest';
import { networkOf } from './limits.ts';

test.each([
  ['41.90.0.7', '41.90.0.7'],
  ['::ffff:41.90.0.7', '41.90.0.7'],
  ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
  ['2001:0db8:0000:0007:ffff:1:2:3', '2001:db8:0:7::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('the client at %s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

import { expect, test } from 'vitest';
import { createSeldom } from './seldom.ts';

test('each trouble is told once a minute, whatever the others do', () => {
  let ms = 0;
  const isDue = createSeldom(60_000, () => ms);
  expect([isDue('sms ours'), isDue('sms ours'), isDue('whatsapp ours')]).toEqual([true, false, true]);
  ms = 59_999;
  expect(isDue('sms ours')).toBe(false);
  ms = 60_000;
  expect([isDue('sms ours'), isDue('sms ours')]).toEqual([true, false]);
});

import { expect, test } from 'vitest';
import { commonTimeZones, parseTimeZone, timeZones } from './time-zone.ts';

test('a zone is known however its letters and spaces are written', () => {
  expect(parseTimeZone(' africa/dar es salaam ')).toBe('Africa/Dar_es_Salaam');
  expect(parseTimeZone('UTC')).toBe('UTC');
});

test.each(['', 'Nairobi', '+03:00', 'EAT', 'Africa/Atlantis'])('%j is no zone', (text) =>
  expect(parseTimeZone(text)).toBeNull(),
);

test('the common zones stand first, and no zone stands twice', () => {
  expect(timeZones.slice(0, commonTimeZones.length)).toEqual(commonTimeZones);
  expect(new Set(timeZones).size).toBe(timeZones.length);
  for (const zone of timeZones) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
});

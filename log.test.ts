import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

test('a phone is masked wherever it stands, in fields, words and errors', () => {
  const line = logged((log) => {
    const err = new Error('duplicate key: (phone)=(+254712345678)');
    log.info(
      { lead: { phone: '+254712345678' }, err },
      'Jane 0712345678, that is 254712345678, 0712 345 678, +254 712-345-678, wrote.',
    );
  });
  expect(line).not.toMatch(/345/);
  expect(line).toContain('+254…678');
});

test('fields named like a secret are removed, at the top and one below', () => {
  const line = logged((log) =>
    log.info({ password: 'siri', router: { password: 'siri', token: 'siri' } }, 'Asked.'),
  );
  expect(line).not.toContain('siri');
});

test('times and ids are left as they are', () => {
  const id = 'lead_0199f3c2-1111-7222-8333-071234567890';
  expect(logged((log) => log.info({ id, at: '2026-11-22T10:00:00.000Z' }))).toContain(
    `"id":"${id}","at":"2026-11-22T10:00:00.000Z"`,
  );
});

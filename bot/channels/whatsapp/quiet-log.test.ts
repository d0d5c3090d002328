import { expect, test } from 'vitest';
import { createLog } from '../../../log.ts';
import { quietLog } from './quiet-log.ts';

test('of what Baileys logs neither stanzas nor numbers nor keys reach our log', () => {
  const lines: string[] = [];
  const quiet = quietLog(createLog('debug', { write: (line) => void lines.push(line) }));
  quiet
    .child({ class: 'socket' })
    .error({ node: '<message>Niko Kilimani</message>' }, 'error in handling message');
  quiet.warn('Invalid LID-PN mapping: 98765432101234@lid, 4915112345678@s.whatsapp.net');
  quiet.warn({ privKey: 'c2VjcmV0' });
  quiet.info({ me: { id: '254700000001' } }, 'logging in...');
  const all = lines.join('\n');
  expect(all).toContain('error in handling message');
  expect(all).toContain('Invalid LID-PN mapping: …@lid, …@s.whatsapp.net');
  for (const secret of ['Kilimani', '4915112345678', 'c2VjcmV0', '254700000001'])
    expect(all).not.toContain(secret);
});

import { expect, test } from 'vitest';
import { silenceLibsignal } from './silence.ts';

test('what libsignal says of its sessions is not printed, and everything else is', () => {
  const printed: unknown[][] = [];
  const paper = {
    info: (...words: unknown[]) => void printed.push(words),
    warn: (...words: unknown[]) => void printed.push(words),
  };
  silenceLibsignal(paper);
  silenceLibsignal(paper);
  paper.info('Closing session:', { privKey: 'c2VjcmV0' });
  paper.info('Opening session:', { privKey: 'c2VjcmV0' });
  paper.info('Removing old closed session:', { privKey: 'c2VjcmV0' });
  paper.warn('Session already closed', { privKey: 'c2VjcmV0' });
  paper.warn('Closing open session in favor of incoming prekey bundle');
  expect(printed).toEqual([]);
  paper.info('Listening on 3000');
  paper.warn({ code: 7 }, 'A warning of somebody else');
  expect(printed).toEqual([['Listening on 3000'], [{ code: 7 }, 'A warning of somebody else']]);
});

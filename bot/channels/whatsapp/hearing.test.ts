import { proto } from '@whiskeysockets/baileys';
import { expect, test } from 'vitest';
import { createLog } from '../../../log.ts';
import { createHearing } from './hearing.ts';

const heard = (id: string) => ({
  attrs: { id, from: '98765432101234@lid' },
  message: proto.Message.fromObject({ conversation: 'Habari' }),
});
const idOf = (externalId: string) => externalId.split('/')[1] ?? '';

test('what the database never takes holds up nothing that comes after it', async () => {
  const kept: string[] = [];
  const hearing = createHearing(
    async ([inbound]) => {
      const id = idOf(inbound?.externalId ?? '');
      if (id === 'BAD')
        throw Object.assign(new Error('unsupported Unicode escape sequence'), { code: '22P05' });
      kept.push(id);
    },
    createLog('silent'),
    new AbortController().signal,
  );
  await hearing.keep(heard('BAD'), async () => null);
  hearing.keepSurely(
    [heard('BAD')],
    async () => null,
    () => undefined,
  );
  hearing.keepSurely(
    [heard('GOOD')],
    async () => null,
    () => undefined,
  );
  await hearing.settled();
  expect(kept).toEqual(['GOOD']);
});

test('what was heard is kept though whose LID it is cannot be looked up for a while', async () => {
  const kept: string[] = [];
  let looks = 0;
  const hearing = createHearing(
    async (inbound) => void kept.push(...inbound.map(({ externalId }) => idOf(externalId))),
    createLog('silent'),
    new AbortController().signal,
  );
  const phoneOfLid = async () => {
    looks += 1;
    if (looks === 1) throw new Error('The database is away.');
    return null;
  };
  hearing.keepSurely([heard('A1'), heard('A2')], phoneOfLid, () => kept.push('read'));
  await hearing.settled();
  expect(kept).toEqual(['A1', 'A2', 'read']);
});

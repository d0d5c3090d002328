import { expect, test } from 'vitest';
import type { Inbound } from '../../../domain/message.ts';
import { messageFrom } from '../../../test/chats.ts';
import { findLost } from './lost.ts';

const jane = '+254722000111';
const peter = '+254733000222';
const message = (externalId: string, address: string, text: string, sentAt: string | null): Inbound => ({
  ...messageFrom(address, text, externalId),
  sentAt,
});
const ten = '2026-11-22T10:00:00.000Z';
const lost = (fetched: Inbound[], kept: Inbound[]) =>
  findLost(fetched, kept).map(({ externalId }) => externalId);

test.each([
  ['under the same id', message('15071', jane, 'Habari', null), []],
  ['under another id', message('uuid', jane, 'Habari', ten), []],
  ['without the milliseconds', message('uuid', jane, 'Habari', '2026-11-22T09:59:59.100Z'), []],
  ['in the gateway’s own zone', message('uuid', jane, 'Habari', '2026-11-22T13:00:00.000Z'), []],
  ['from somebody else', message('uuid', peter, 'Habari', ten), ['15071']],
  ['in other words', message('uuid', jane, 'Niaje', ten), ['15071']],
  ['a minute later', message('uuid', jane, 'Habari', '2026-11-22T10:01:00.000Z'), ['15071']],
  ['the day before', message('uuid', jane, 'Habari', '2026-11-21T10:00:00.000Z'), ['15071']],
  ['without a date', message('uuid', jane, 'Habari', null), ['15071']],
])('a message that is kept %s', (_how, kept, ids) => {
  expect(lost([message('15071', jane, 'Habari', ten)], [kept])).toEqual(ids);
});

test('who says the same thing twice in one second, and was heard once, is heard a second time', () => {
  const twice = [message('15071', jane, '1', ten), message('15072', jane, '1', ten)];
  expect(lost(twice, [message('uuid', jane, '1', ten)])).toEqual(['15072']);
  expect(lost(twice, [message('15071', jane, '1', ten)])).toEqual(['15072']);
  expect(lost(twice, [])).toEqual(['15071', '15072']);
});

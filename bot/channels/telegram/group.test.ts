import type { Update } from 'grammy/types';
import { expect, test } from 'vitest';
import type { Inbound } from '../../../domain/message.ts';
import { eventually } from '../../../test/eventually.ts';
import { earsOf, hearing, ok, plain, refuse, standInForTelegram } from '../../../test/telegram-stand-in.ts';
import { toInbound } from './inbound.ts';
import recorded from './recorded-updates.json' with { type: 'json' };

const telegram = standInForTelegram();

// They have the shape that Telegram gives them; JSON's type only lacks the unions.
const hear = (update: object, botName: string | null = 'savanna_bot') => toInbound(update as Update, botName);
const alerts = (argument: string) => ({ kind: 'command', name: 'alerts', argument });

test('being brought into a group is heard with the private address of who did it', () => {
  expect(hear(recorded.broughtIntoGroup)).toEqual({
    externalId: 'u732190017',
    address: '-641169081',
    displayName: 'Savanna sales',
    attestedPhone: null,
    writer: '5551009',
    sentAt: '2026-09-21T14:13:36.000Z',
    said: { kind: 'group_joined' },
  });
  expect(hear(recorded.broughtAsAdministrator)?.said).toEqual({ kind: 'group_joined' });
});

test.each([
  ['madeAdministrator', recorded.madeAdministrator],
  ['broughtIntoChannel', recorded.broughtIntoChannel],
])('%s is nothing to us: we were there before, or nobody talks there', (_what, update) =>
  expect(hear(update)).toBeNull(),
);

test.each([
  ['sentAwayFromGroup', recorded.sentAwayFromGroup],
  ['restrictedAway', recorded.restrictedAway],
])('%s shuts the group', (_what, update) => expect(hear(update)?.said).toEqual({ kind: 'blocked' }));

test('a command that is ours by its name, or that names us, is heard with its writer', () => {
  expect(hear(recorded.alertsInGroup)).toMatchObject({
    address: '-641169081',
    writer: '5551009',
    said: alerts(''),
  });
  expect(hear(recorded.alertsOffByName)?.said).toEqual(alerts('off'));
  expect(hear(recorded.helpByNameInGroup)?.said).toMatchObject({ name: 'help' });
});

test('what a group says to others, or to another bot, is not heard', () => {
  const { group, helpInGroup, alertsToAnotherBot, alertsByAnotherBot, tapInGroup } = recorded;
  for (const update of [group, helpInGroup, alertsToAnotherBot, alertsByAnotherBot, tapInGroup])
    expect(hear(update)).toBeNull();
});

test('until Telegram has told our name every name is taken for ours', () =>
  expect(hear(recorded.alertsOffByName, null)?.said).toEqual(alerts('off')));

test('an administrator who hides their name is heard and known to nobody', () =>
  expect(hear(recorded.alertsByHiddenAdministrator)).toMatchObject({
    writer: '1087968824',
    said: alerts(''),
  }));

test.each([
  ['old', recorded.migratedTo],
  ['new', recorded.migratedFrom],
])('a group that became a supergroup is heard at its new address, told by the %s chat', (_which, update) =>
  expect(hear(update)).toMatchObject({
    address: '-1001557912345',
    otherAddresses: ['-641169081'],
    writer: expect.any(String),
    said: { kind: 'unblocked' },
  }),
);

const movedAway = (payload: { chat_id?: unknown }) =>
  payload.chat_id === '-641169081'
    ? refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: -1001557912345,
      })
    : ok({ message_id: 78 });

test('what is said to a group that has moved is said at its new address, which is heard once', async () => {
  telegram.methods.sendMessage = movedAway;
  const { heard, ears } = hearing();
  const channel = telegram.open();
  await channel.start(ears);
  expect(await channel.send('-641169081', plain)).toEqual({ outcome: 'sent', id: '78' });
  await channel.send('-641169081', plain);
  await eventually(() => expect(heard).toHaveLength(2));
  expect(heard[0]).toEqual({
    externalId: 'moved -641169081 -1001557912345',
    address: '-1001557912345',
    otherAddresses: ['-641169081'],
    displayName: null,
    attestedPhone: null,
    sentAt: null,
    said: { kind: 'unblocked' },
  } satisfies Inbound);
  // The inbox keeps what has the same id once.
  expect(heard[1]?.externalId).toBe(heard[0]?.externalId);
});

test('a send to a group that has moved ends well though its new address cannot be kept, and as the new address says', async () => {
  telegram.methods.sendMessage = movedAway;
  const channel = telegram.open();
  await channel.start(earsOf(async () => Promise.reject(new Error('The database is away.'))));
  expect(await channel.send('-641169081', plain)).toEqual({ outcome: 'sent', id: '78' });
  await eventually(() => expect(telegram.lines.join('')).toMatch(/another id; it could not be kept/));
  telegram.methods.sendMessage = (payload) =>
    payload.chat_id === '-641169081' ? movedAway(payload) : refuse(403, 'Forbidden: bot was kicked');
  expect(await channel.send('-641169081', plain)).toEqual({ outcome: 'blocked' });
});

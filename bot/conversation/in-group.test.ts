import { expect, test } from 'vitest';
import type { Said } from '../../domain/message.ts';
import type { Role } from '../../domain/person.ts';
import { type GroupWorld, talkInGroup } from './in-group.ts';

const world: GroupWorld = {
  ispName: 'Savanna Fibre',
  privateLink: 'https://t.me/savanna_bot',
  isNew: false,
  writerRole: null,
};
const alerts = (argument = ''): Said => ({ kind: 'command', name: 'alerts', argument });
const heard = (said: Said, known: Partial<GroupWorld> = {}) => {
  const { replies, effects } = talkInGroup(said, { ...world, ...known });
  return [replies.map(({ phrase }) => phrase.key), effects];
};

test('a group that we come into is told once that we talk in private, and where; staff are not told there yet', () => {
  const link = 'https://t.me/savanna_bot';
  expect(talkInGroup({ kind: 'group_joined' }, { ...world, isNew: true })).toEqual({
    replies: [
      { phrase: { key: 'group_private_only', isp: 'Savanna Fibre', link }, choices: [], asksContact: false },
    ],
    effects: ['alert_no_more'],
  });
  expect(heard({ kind: 'group_joined' })).toEqual([[], []]);
});

test.each<[Role]>([['owner'], ['manager']])(
  'the %s chooses the group in which staff are told',
  (writerRole) => {
    expect(heard(alerts(), { writerRole })).toEqual([['group_alerts_on'], ['alert_here']]);
    expect(heard(alerts('ON'), { writerRole })).toEqual([['group_alerts_on'], ['alert_here']]);
    expect(heard(alerts('Off'), { writerRole })).toEqual([['group_alerts_off'], ['alert_no_more']]);
    expect(heard(alerts('when?'), { writerRole })).toEqual([['group_alerts_how'], []]);
  },
);

test.each<[Role | null]>([['sales'], ['technician'], ['agent'], ['intake'], [null]])(
  'anybody else (%s) is declined and changes nothing',
  (writerRole) => {
    expect(heard(alerts(), { writerRole })).toEqual([['group_alerts_refused'], []]);
    expect(heard(alerts('off'), { writerRole })).toEqual([['group_alerts_refused'], []]);
  },
);

test('other commands are told that we talk in private, and the start of a link is not answered twice', () => {
  expect(heard({ kind: 'command', name: 'new', argument: '' }, { writerRole: 'owner' })).toEqual([
    ['group_private_only'],
    [],
  ]);
  expect(heard({ kind: 'command', name: 'start', argument: 'r_42' })).toEqual([[], []]);
});

test('a group that sends us away is told nothing more', () =>
  expect(heard({ kind: 'blocked' })).toEqual([[], ['alert_no_more']]));

test.each<Said>([
  { kind: 'text', text: 'Jane 0712345678 Kilimani 4B 20mbps' },
  { kind: 'text', text: 'STOP' },
  { kind: 'contact', phone: '+254712345678', own: true, name: 'Jane' },
  { kind: 'choice', value: 'package:1' },
  { kind: 'location', latitude: -1.29, longitude: 36.78 },
  { kind: 'media', what: 'photo', caption: '/alerts' },
  { kind: 'unblocked' },
])('$kind in a group comes to nothing, whoever writes', (said) =>
  expect(heard(said, { writerRole: 'owner', isNew: true })).toEqual([[], []]),
);

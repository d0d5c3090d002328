import { expect, test } from 'vitest';
import { RouterRefused, readRefusal } from './errors.ts';

test.each([
  ['failure: secret with the same name already exists', 'already_exists'],
  ['failure: already have user with this name for this server', 'already_exists'],
  ['failure: already have such name', 'already_exists'],
  ['failure: entry already exists', 'already_exists'],
  ['input does not match any value of profile', 'bad_reference'],
  ['invalid value for argument remote-address', 'bad_value'],
  ['invalid value for argument remote-address:\n    invalid value of ip, address expected', 'bad_value'],
  ['unknown parameter rate-limit', 'bad_value'],
  ['missing =name=', 'bad_value'],
  ['missing value(s) of argument(s) name', 'bad_value'],
  ['ambiguous value of service', 'bad_value'],
  ['no such item (4)', 'no_such_item'],
  ['no such command prefix', 'no_such_command'],
  ['no such command or directory (hotspot)', 'no_such_command'],
  ['not enough permissions (9)', 'permission'],
  ['std failure: not allowed (9)', 'permission'],
  ['interrupted', 'interrupted'],
  ['std failure: timeout (13)', 'busy'],
  ['failure: the moon is full', 'other'],
])('"%s" means %s', (routerWords, reason) => {
  expect(readRefusal(routerWords)).toBe(reason);
});

test('the words are read without regard to case', () => {
  expect(readRefusal('Failure: Secret With The Same Name Already Exists')).toBe('already_exists');
});

test('a refusal tells the operator what to do and keeps the words of the router', () => {
  const refused = new RouterRefused('/ppp/secret/add', 'not enough permissions (9)', null);
  expect(refused.message).toBe(
    'The API user may not do this: its group on the router needs the policies read, write and api. ' +
      'It answered /ppp/secret/add with "not enough permissions (9)".',
  );
});

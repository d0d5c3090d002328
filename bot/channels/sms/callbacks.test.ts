import { expect, test } from 'vitest';
import { inboundForm, momentOf, optOutForm, phoneOf, reportForm, toInbound, toReport } from './callbacks.ts';
import { readForm } from './form.ts';
import recorded from './recorded-callbacks.json' with { type: 'json' };

const form = (body: string, charset?: string) =>
  readForm(
    Buffer.from(body, 'latin1'),
    `application/x-www-form-urlencoded${charset ? `; charset=${charset}` : ''}`,
  );
const inbound = (body: string, charset?: string) => toInbound(inboundForm.parse(form(body, charset)));
const report = (body: string) => toReport(reportForm.parse(form(body)));
const jane = '+254722000111';

test('a message has its sender as a claim, and the gateway’s id', () => {
  expect(inbound(recorded.inbound)).toEqual({
    externalId: 'b68d0989-d856-494f-92ee-7c439e96e1d9',
    address: jane,
    displayName: null,
    attestedPhone: null,
    senderPhone: jane,
    sentAt: '2026-11-22T10:04:55.000Z',
    said: { kind: 'text', text: 'Jane Kilimani 4B' },
  });
});

test('a sender without the plus is the same person', () => {
  expect(inbound(recorded.inboundWithoutPlus)).toMatchObject({ address: jane, senderPhone: jane });
});

test('a message is read in the charset that it names', () => {
  expect(inbound(recorded.inboundLatin1, 'ISO-8859-1')?.said).toEqual({ kind: 'text', text: 'Zoë at café' });
  expect(inbound(recorded.inboundLatin1)?.said).toEqual({ kind: 'text', text: 'Zo\ufffd at caf\ufffd' });
  expect(inbound(recorded.inboundLatin1, 'klingon')?.said).toMatchObject({ text: 'Zo\ufffd at caf\ufffd' });
});

test('a sender who is no phone is nobody to answer', () => {
  expect(inbound(recorded.inboundFromName)).toBeNull();
});

test.each([
  ['+254722000111', jane],
  ['254722000111', jane],
  ['0722000111', jane],
  [' 254722000111 ', jane],
  ['256772123456', '+256772123456'],
  ['SAFARICOM', null],
  ['22384', null],
  ['2547*****111', null],
  ['a3f5c9d0e1b2a3f5c9d0e1b2', null],
  ['', null],
])('the number %j is read', (number, phone) => {
  expect(phoneOf(number)).toBe(phone);
});

test.each([
  ['2026-11-22 10:04:55', '2026-11-22T10:04:55.000Z'],
  ['2026-11-22T10:04:55.445Z', '2026-11-22T10:04:55.445Z'],
  ['2026-11-22T13:04:55+03:00', '2026-11-22T10:04:55.000Z'],
  ['0000-01-01 00:00:00', null],
  ['+012345-01-01T00:00:00Z', null],
  ['yesterday', null],
  ['', null],
  [undefined, null],
])('the date %j is read', (date, moment) => {
  expect(momentOf(date)).toBe(moment);
});

const providerId = 'ATXid_c7b5b2b6b3f6b5f6d2e1';
test.each([
  ['delivered', { providerId, address: jane, end: 'delivered', words: null }, null],
  ['submitted', null, null],
  ['failed', { providerId, address: jane, end: 'failed', words: 'DeliveryFailure' }, null],
  [
    'blacklisted',
    { providerId, address: jane, end: 'failed', words: 'UserInBlackList' },
    { phone: jane, words: 'UserInBlackList' },
  ],
] as const)('a report of what was %s is read', (name, told, optOut) => {
  expect(report(recorded[name])).toEqual({ report: told, optOut });
});

test.each([
  ['Sent', undefined],
  ['Buffered', undefined],
  ['AbsentSubscriber', undefined],
  ['Expired', 'failed'],
  ['Rejected', 'failed'],
  ['SUCCESS', 'delivered'],
])('the status %s is the end, or it is not', (status, end) => {
  expect(report(`id=1&status=${status}&phoneNumber=x`).report?.end).toBe(end);
});

test('an opt-out names the phone', () => {
  expect(optOutForm.parse(form(recorded.optOut))).toEqual({ senderId: 'SAVANNA', phoneNumber: jane });
});

test.each([
  ['', {}],
  ['text', { text: '' }],
  ['text=a=b&text=c%3Dd', { text: 'c=d' }],
  ['t%65xt=100%+sure%zz', { text: '100% sure%zz' }],
  ['text=%F0%9F%98%80+%00', { text: '😀 ' }],
  ['__proto__=x&text=1', { text: '1' }],
])('the form %j is read', (body, fields) => {
  expect(form(body)).toMatchObject(fields);
});

import { expect, test } from 'vitest';
import recorded from './recorded-answers.json' with { type: 'json' };
import { costOf, verdictOn, waitAsked } from './verdict.ts';

const http = (status: number, body: object | string = '', retryAfter: string | null = null) => ({
  came: 'answer' as const,
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  retryAfter,
});
const recipient = (statusCode: number, status: string, messageId = 'None') =>
  http(201, {
    SMSMessageData: {
      Message: 'Sent to 0/1 Total Cost: 0',
      Recipients: [{ statusCode, number: '+254722000111', status, cost: '0', messageId }],
    },
  });
const nobody = (Message: string) => http(201, { SMSMessageData: { Message, Recipients: [] } });

test.each([
  ['an SMS that was taken', http(201, recorded.sent), 'sent', 'well'],
  ['Processed', recipient(100, 'Processed', 'ATXid_1'), 'sent', 'well'],
  ['Queued', recipient(102, 'Queued', 'ATXid_1'), 'sent', 'well'],
  ['RiskHold', recipient(401, 'RiskHold'), 'refused', 'well'],
  ['InvalidPhoneNumber', http(201, recorded.invalidPhone), 'refused', 'well'],
  ['UnsupportedNumberType', recipient(404, 'UnsupportedNumberType'), 'refused', 'well'],
  ['CouldNotRoute', recipient(407, 'CouldNotRoute'), 'refused', 'well'],
  ['UserInBlacklist', http(201, recorded.blacklisted), 'stopped', 'well'],
  ['DoNotDisturbRejection', recipient(409, 'DoNotDisturbRejection'), 'stopped', 'well'],
  ['InvalidSenderId', recipient(402, 'InvalidSenderId'), 'away', 'refused'],
  ['InsufficientBalance', recipient(405, 'InsufficientBalance'), 'away', 'refused'],
  ['an InternalServerError that took nothing', recipient(500, 'InternalServerError'), 'failed', 'away'],
  ['a GatewayError that took nothing', recipient(501, 'GatewayError'), 'failed', 'away'],
  ['a GatewayError after it was taken', recipient(501, 'GatewayError', 'ATXid_1'), 'unknown', 'away'],
  ['RejectedByGateway', recipient(502, 'RejectedByGateway'), 'failed', 'well'],
  ['a code that nobody documents', recipient(777, 'Lucky'), 'unknown', 'away'],
  ['no recipient for the sender id', http(201, recorded.invalidSenderId), 'away', 'refused'],
  ['no recipient for want of money', nobody('InsufficientBalance'), 'away', 'refused'],
  ['no recipient at all', nobody('Sent to 0/1 Total Cost: 0'), 'refused', 'well'],
  ['a wrong key', http(401, 'The supplied authentication is invalid'), 'away', 'refused'],
  ['a forbidden key', http(403), 'away', 'refused'],
  ['no money', http(402), 'away', 'refused'],
  ['a wrong address', http(404, '<h1>404</h1>'), 'away', 'refused'],
  ['a redirect', http(301), 'away', 'refused'],
  ['too many at once', http(429), 'wait', undefined],
  ['a request that is wrong', http(400, 'Bad request'), 'refused', undefined],
  ['a broken gateway', http(500, '<h1>500</h1>'), 'away', 'away'],
  ['a gateway that is closed', http(503), 'away', 'away'],
  ['a broken proxy', http(502), 'unknown', 'away'],
  ['a proxy that waited in vain', http(504), 'unknown', 'away'],
  ['a page instead of an answer', http(200, '<h1>Welcome to our Wi-Fi</h1>'), 'unknown', 'away'],
  ['JSON that is no answer', http(201, { ok: true }), 'unknown', 'away'],
  ['a gateway that cannot be reached', { came: 'unreached', why: 'ECONNREFUSED' }, 'away', 'away'],
  ['a connection that broke', { came: 'nothing', why: 'ECONNRESET' }, 'unknown', 'away'],
] as const)('%s is judged', (_what, answer, outcome, state) => {
  const verdict = verdictOn(answer);
  expect([verdict.outcome.outcome, verdict.standing?.state]).toEqual([outcome, state]);
});

test('what was taken has its id and its cost', () => {
  expect(verdictOn(http(201, recorded.sent)).outcome).toEqual({
    outcome: 'sent',
    id: 'ATXid_c7b5b2b6b3f6b5f6d2e1',
    cost: { currency: 'KES', amount: '0.8000' },
  });
  expect(verdictOn(recipient(102, 'Queued')).outcome).toEqual({ outcome: 'sent', id: null, cost: null });
});

test.each([
  ['KES 0.8000', { currency: 'KES', amount: '0.8000' }],
  ['UGX 35', { currency: 'UGX', amount: '35' }],
  ['0', null],
  ['KES', null],
  ['KES 1e3', null],
  [undefined, null],
])('the cost %j is read', (written, cost) => {
  expect(costOf(written)).toEqual(cost);
});

const noon = Date.parse('2026-11-22T12:00:00Z');
test.each([
  ['7', 7000],
  ['Sun, 22 Nov 2026 12:00:20 GMT', 20_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 1000],
  ['0', 1000],
  ['99999999', 3_600_000],
  ['soon', 10_000],
  [null, 10_000],
])('Retry-After: %s is obeyed', (retryAfter, ms) => {
  expect(waitAsked(retryAfter, noon)).toBe(ms);
});

test.each([
  [recipient(402, 'InvalidSenderId'), /AFRICASTALKING_SENDER/],
  [recipient(405, 'InsufficientBalance'), /Top it up/],
  [http(401), /AFRICASTALKING_API_KEY/],
  [http(404), /AFRICASTALKING_URL/],
])('the operator is told what to mend', (answer, words) => {
  expect(verdictOn(answer).standing?.words).toMatch(words);
});

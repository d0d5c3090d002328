import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environment, readConfig, secretNames } from './config.ts';

const secret = 'k'.repeat(32);

test('nothing at all is a configuration: one process, a database of its own', () =>
  expect(readConfig({})).toMatchObject({
    role: 'all',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    dataDir: './data',
    databaseUrl: null,
    redisUrl: null,
    channels: { telegram: null, whatsapp: null, sms: null },
    timeZone: 'Africa/Nairobi',
  }));

test('an empty variable is an absent one', () =>
  expect(readConfig({ DATABASE_URL: '', PORT: '' })).toMatchObject({ databaseUrl: null, port: 3000 }));

test.each([
  [{ ROLE: 'boss' }, /ROLE must be all, bot, admin or worker/],
  [{ PORT: 'http' }, /PORT must be a port number/],
  [{ DATABASE_URL: 'mysql://x/y', SECRET_KEY: secret }, /DATABASE_URL must look like postgres:/],
  [{ DATABASE_URL: 'postgres://u:p@db/karibu' }, /SECRET_KEY is missing/],
  [{ SECRET_KEY: 'short' }, /SECRET_KEY must be at least 32 characters/],
  [{ OWNER_EMAIL: 'asha@isp.example' }, /belong together/],
  [{ TELEGRAM_MODE: 'webhook', TELEGRAM_BOT_TOKEN: '1:a' }, /needs a PUBLIC_URL/],
  [{ WHATSAPP: 'cloud' }, /WHATSAPP must be off or baileys/],
  [{ AFRICASTALKING_USERNAME: 'savanna' }, /AFRICASTALKING_API_KEY belong together/],
  [{ AFRICASTALKING_USERNAME: 'savanna', AFRICASTALKING_API_KEY: 'k' }, /SMS_WEBHOOK_SECRET is missing/],
  [{ SMS_WEBHOOK_SECRET: 'a/b' }, /SMS_WEBHOOK_SECRET must be at least 8/],
  [{ TIME_ZONE: 'Nairobi' }, /TIME_ZONE must be a time zone/],
  [{ SECRET_KEY_FILE: '/nowhere/key' }, /SECRET_KEY_FILE cannot be read/],
])('%j is refused with a sentence', (variables, sentence) =>
  expect(() => readConfig(variables)).toThrow(sentence),
);

const sms = { AFRICASTALKING_API_KEY: 'at-key', SMS_WEBHOOK_SECRET: 'hook-secret' };
test.each([
  ['sandbox', 'https://api.sandbox.africastalking.com'],
  ['savanna', 'https://api.africastalking.com'],
])('the gateway of the user %s is %s', (username, url) =>
  expect(readConfig({ ...sms, AFRICASTALKING_USERNAME: username }).channels.sms).toMatchObject({
    username,
    url,
  }),
);

test('everything that is wrong is said at once', () =>
  expect(() => readConfig({ ROLE: 'boss', PORT: 'http' })).toThrow(/ROLE[\s\S]*PORT/));

test('a secret may come from a file, but not from both', () => {
  const folder = mkdtempSync(join(tmpdir(), 'karibu-config-'));
  const file = join(folder, 'token');
  writeFileSync(file, '42:abc\n');
  try {
    expect(readConfig({ TELEGRAM_BOT_TOKEN_FILE: file }).channels.telegram?.token).toBe('42:abc');
    expect(() => readConfig({ TELEGRAM_BOT_TOKEN_FILE: file, TELEGRAM_BOT_TOKEN: '1:a' })).toThrow(
      /both set/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('.env.example names exactly the variables that are read', () => {
  const example = readFileSync('.env.example', 'utf8');
  const named = [...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
  expect(named).toEqual(Object.keys(environment.shape));
});

test('.env.example shows the defaults that rule', () => {
  const example = readFileSync('.env.example', 'utf8');
  const defaults = environment.parse({});
  for (const [name, value] of Object.entries(defaults)) {
    if (value !== undefined) expect(example).toContain(`#${name}=${value}\n`);
  }
});

test('every secret is a variable', () =>
  expect(Object.keys(environment.shape)).toEqual(expect.arrayContaining([...secretNames])));

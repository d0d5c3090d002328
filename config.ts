import { readFileSync } from 'node:fs';
import { z } from 'zod';

// The environment is read here and nowhere else; every message is for the operator who has to mend it.

const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .default('false')
  .transform((value) => value === 'true' || value === '1');
const webAddress = z.url({
  protocol: /^https?$/,
  error: 'must be a web address such as https://isp.example',
});
const longSecret = z.string().min(32, {
  error: 'must be at least 32 characters; make one with: openssl rand -base64 32',
});

const isTimeZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // Intl says no by throwing; there is nothing more to know.
    return false;
  }
};

/** Every variable that Karibu reads, in the order of `.env.example`. */
export const environment = z.object({
  ROLE: z
    .enum(['all', 'bot', 'admin', 'worker'], { error: 'must be all, bot, admin or worker' })
    .default('all'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(3000),
  PUBLIC_URL: webAddress.optional(),
  TRUST_PROXY: flag,
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/karibu' })
    .optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must look like redis://host:6379' }).optional(),
  SECRET_KEY: longSecret.optional(),
  OWNER_EMAIL: z.email({ error: 'must be an e-mail address' }).optional(),
  OWNER_PASSWORD: z.string().min(10, { error: 'must be at least 10 characters' }).optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/, { error: 'must be the token that @BotFather gave, such as 123456:ABC-def' })
    .optional(),
  TELEGRAM_API_ROOT: webAddress.default('https://api.telegram.org'),
  TELEGRAM_MODE: z.enum(['polling', 'webhook'], { error: 'must be polling or webhook' }).default('polling'),
  WHATSAPP: z.enum(['off', 'baileys'], { error: 'must be off or baileys' }).default('off'),
  WHATSAPP_WS_URL: z
    .url({ protocol: /^wss?$/, error: 'must be the address of a stand-in, such as ws://127.0.0.1:9000' })
    .optional(),
  AFRICASTALKING_USERNAME: z.string().optional(),
  AFRICASTALKING_API_KEY: z.string().optional(),
  AFRICASTALKING_SENDER: z.string().optional(),
  AFRICASTALKING_URL: webAddress.optional(),
  SMS_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w.~-]{8,}$/, {
      error:
        'must be at least 8 letters, digits, _ . ~ or - (it stands in a web address): openssl rand -hex 24',
    })
    .optional(),
  METRICS_TOKEN: z.string().min(16, { error: 'must be at least 16 characters' }).optional(),
  ISP_NAME: z.string().default('Our ISP'),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone such as Africa/Nairobi' })
    .default('Africa/Nairobi'),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: 'must be one of silent, fatal, error, warn, info, debug, trace',
    })
    .default('info'),
});

/** These may also be given as a file: `SECRET_KEY_FILE=/run/secrets/secret_key`. */
export const secretNames = [
  'DATABASE_URL',
  'REDIS_URL',
  'SECRET_KEY',
  'OWNER_PASSWORD',
  'TELEGRAM_BOT_TOKEN',
  'AFRICASTALKING_API_KEY',
  'SMS_WEBHOOK_SECRET',
  'METRICS_TOKEN',
] as const satisfies (keyof typeof environment.shape)[];

type Environment = z.infer<typeof environment>;

/** What the bot speaks through beside the chat page; null is off. */
interface ChannelsConfig {
  telegram: { token: string; apiRoot: string; mode: Environment['TELEGRAM_MODE'] } | null;
  /** With a `standIn` no phone is linked: the stand-in takes every device. */
  whatsapp: { standIn: string | null } | null;
  sms: SmsConfig | null;
}

interface SmsConfig {
  username: string;
  apiKey: string;
  /** A short code or sender id; null: the gateway's own, which nobody can answer. */
  sender: string | null;
  /** Africa's Talking, its sandbox, or a stand-in; without a slash at its end. */
  url: string;
  webhookSecret: string;
}

export interface Config {
  role: Environment['ROLE'];
  host: string;
  port: number;
  /** Where people reach the admin and the chat page; without PUBLIC_URL the local address. */
  publicUrl: string;
  trustProxy: boolean;
  dataDir: string;
  /** Null: PostgreSQL from npm, in dataDir. */
  databaseUrl: string | null;
  /** Null: the queues lie in PostgreSQL. */
  redisUrl: string | null;
  /** Null: made once in dataDir. */
  secretKey: string | null;
  owner: { email: string; password: string } | null;
  channels: ChannelsConfig;
  metricsToken: string | null;
  ispName: string;
  timeZone: string;
  logLevel: Environment['LOG_LEVEL'];
}

/** The environment does not make sense; `message` has a line for each thing to mend. */
class ConfigRefused extends Error {
  constructor(problems: string[]) {
    super(
      `Karibu cannot start with this configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigRefused';
  }
}

export function readConfig(variables: Record<string, string | undefined>): Config {
  const parsed = environment.safeParse(dropEmpty(readSecretFiles(dropEmpty(variables))));
  if (!parsed.success) {
    throw new ConfigRefused(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
  }
  const problems = findContradictions(parsed.data);
  if (problems.length > 0) throw new ConfigRefused(problems);
  return arrange(parsed.data);
}

/** Compose files pass `NAME=`, and an empty secret file, for what is not set. */
const dropEmpty = (variables: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));

function readSecretFiles(variables: Record<string, string | undefined>): Record<string, string | undefined> {
  const read = { ...variables };
  for (const name of secretNames) {
    const file = variables[`${name}_FILE`];
    if (!file) continue;
    if (variables[name])
      throw new ConfigRefused([`${name} and ${name}_FILE are both set; keep one of them.`]);
    try {
      read[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw new ConfigRefused([
        `${name}_FILE cannot be read: ${error instanceof Error ? error.message : error}`,
      ]);
    }
  }
  return read;
}

function findContradictions(env: Environment): string[] {
  const problems: string[] = [];
  if (env.DATABASE_URL && !env.SECRET_KEY) {
    problems.push(
      'SECRET_KEY is missing. With a DATABASE_URL of your own it must be given (the same for every role): ' +
        'openssl rand -base64 32',
    );
  }
  if (Boolean(env.OWNER_EMAIL) !== Boolean(env.OWNER_PASSWORD)) {
    problems.push('OWNER_EMAIL and OWNER_PASSWORD belong together: give both or neither.');
  }
  if (env.TELEGRAM_MODE === 'webhook' && !env.PUBLIC_URL?.startsWith('https:')) {
    problems.push(
      'TELEGRAM_MODE=webhook needs a PUBLIC_URL that begins with https://; without one use polling.',
    );
  }
  if (Boolean(env.AFRICASTALKING_USERNAME) !== Boolean(env.AFRICASTALKING_API_KEY)) {
    problems.push(
      'AFRICASTALKING_USERNAME and AFRICASTALKING_API_KEY belong together: give both or neither.',
    );
  }
  if (env.AFRICASTALKING_USERNAME && !env.SMS_WEBHOOK_SECRET) {
    problems.push(
      "SMS_WEBHOOK_SECRET is missing. It stands in the address at which Africa's Talking calls us: openssl rand -hex 24",
    );
  }
  return problems;
}

function arrange(env: Environment): Config {
  const { OWNER_EMAIL: email, OWNER_PASSWORD: password, TELEGRAM_BOT_TOKEN: token } = env;
  return {
    role: env.ROLE,
    host: env.HOST,
    port: env.PORT,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    trustProxy: env.TRUST_PROXY,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    secretKey: env.SECRET_KEY ?? null,
    owner: email && password ? { email, password } : null,
    channels: {
      telegram: token ? { token, apiRoot: env.TELEGRAM_API_ROOT, mode: env.TELEGRAM_MODE } : null,
      whatsapp: env.WHATSAPP === 'baileys' ? { standIn: env.WHATSAPP_WS_URL ?? null } : null,
      sms: arrangeSms(env),
    },
    metricsToken: env.METRICS_TOKEN ?? null,
    ispName: env.ISP_NAME,
    timeZone: env.TIME_ZONE,
    logLevel: env.LOG_LEVEL,
  };
}

const gateways = {
  live: 'https://api.africastalking.com',
  sandbox: 'https://api.sandbox.africastalking.com',
};

function arrangeSms(env: Environment): SmsConfig | null {
  const {
    AFRICASTALKING_USERNAME: username,
    AFRICASTALKING_API_KEY: apiKey,
    SMS_WEBHOOK_SECRET: secret,
  } = env;
  if (!username || !apiKey || !secret) return null;
  const url = env.AFRICASTALKING_URL ?? (username === 'sandbox' ? gateways.sandbox : gateways.live);
  return {
    username,
    apiKey,
    sender: env.AFRICASTALKING_SENDER ?? null,
    url: url.replace(/\/+$/, ''),
    webhookSecret: secret,
  };
}

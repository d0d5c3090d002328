import { pino } from 'pino';

export type Log = ReturnType<typeof createLog>;

/** International numbers, and Kenyan local ones: the last three digits are enough to find a person in the table. */
const phoneInText = /\+\d{7,15}\b|(?:\+|\b00)?\b(?:254[\s-]?|0)[17](?:[\s-]?\d){8}\b/g;

function maskPhones(text: string): string {
  return text.replace(phoneInText, (phone) => `${phone.slice(0, 4)}…${phone.slice(-3)}`);
}

const secretFields = ['password', 'token', 'secret', 'authorization', 'cookie', 'apiKey', 'key', 'link'];

/**
 * JSON lines on standard output. Phone numbers in any string are masked; fields named like a secret are removed.
 * `destination` is for tests.
 */
export function createLog(level: string, destination?: { write(line: string): void }) {
  const write = destination ?? { write: (line: string) => void process.stdout.write(line) };
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' },
      serializers: { err: pino.stdSerializers.err },
    },
    // The whole line is masked, so that a phone inside a library's error message is masked too.
    { write: (line: string) => write.write(maskPhones(line)) },
  );
}

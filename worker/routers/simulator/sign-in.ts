import { createHash, randomBytes } from 'node:crypto';
import type { Policy } from './commands.ts';
import { type Request, refuse, type Sentence } from './sentences.ts';

export interface Account {
  readonly name: string;
  readonly password: string;
  readonly policies: readonly Policy[];
}

/** RouterOS before 6.43 sends a challenge and wants an MD5 of it; later versions take the password as it is. */
export type LoginForm = 'password' | 'challenge';

/** A connection's way in: `account` is null until it is signed in. */
export interface SignIn {
  account: Account | null;
  challenge: Buffer | null;
}

/** Answers `/login`; on success the connection is signed in. Messages as recorded from routers. */
export function answerLogin(
  accounts: readonly Account[],
  form: LoginForm,
  signIn: SignIn,
  request: Request,
): Sentence[] {
  const { attributes } = request;
  if (form === 'challenge' && !attributes.has('response')) {
    signIn.challenge = randomBytes(16);
    return [['!done', `=ret=${signIn.challenge.toString('hex')}`]];
  }
  const account = accounts.find(({ name }) => name === attributes.get('name'));
  const proven = account && proves(account, signIn.challenge, attributes);
  if (!proven)
    return refuse({ message: form === 'challenge' ? 'cannot log in' : 'invalid user name or password (6)' });
  if (!account.policies.includes('api')) return refuse({ message: 'std failure: not allowed (9)' });
  signIn.account = account;
  return [['!done']];
}

function proves(
  account: Account,
  challenge: Buffer | null,
  attributes: ReadonlyMap<string, string>,
): boolean {
  if (!challenge) return attributes.get('password') === account.password;
  return attributes.get('response') === answerTo(challenge, account.password);
}

/** `00`, then the MD5 of a zero byte, the password and the challenge. */
export function answerTo(challenge: Buffer, password: string): string {
  const digest = createHash('md5')
    .update(Buffer.from([0]))
    .update(password)
    .update(challenge)
    .digest('hex');
  return `00${digest}`;
}

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

// The form carries a sealed moment: when it was opened, and a number of its own. With that the page knows how long somebody
// took, and which sends belong together, without a cookie; inside the frame of another site a browser would keep none.
// There is nothing else for another site to misuse: whoever sends the form has no rights here that a stranger lacks.

export interface Seals {
  /** For a form that is opened now. */
  seal(): string;
  /** Null for what we have not sealed, or more than a day ago. */
  open(sealed: string): Opened | null;
}

interface Opened {
  /** The same for every send of one form. */
  form: string;
  /** Milliseconds since it was opened. */
  age: number;
}

const dayMs = 24 * 3600 * 1000;

/** `secret`: of its own, derived from SECRET_KEY, so that every bot opens what another has sealed. */
export function createSeals(secret: string, now: () => number = Date.now): Seals {
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest();
  return {
    seal() {
      const text = `${now().toString(36)}.${randomBytes(12).toString('base64url')}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    open(sealed) {
      const [openedAt = '', form = '', mark = ''] = sealed.split('.');
      const expected = sign(`${openedAt}.${form}`);
      const given = Buffer.from(mark, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const age = now() - Number.parseInt(openedAt, 36);
      return age >= 0 && age <= dayMs ? { form, age } : null;
    },
  };
}

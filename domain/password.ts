import { randomInt } from 'node:crypto';

// No 0/O, 1/l/I: it is read out over the phone.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const length = 10;

/** About 49 bits, ten characters that survive being read aloud. ASCII, because RouterOS declares no encoding. */
export function generatePassword(): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}

/** A password for a router user: printable ASCII without spaces, 4 to 64 characters. */
export const isRouterPassword = (text: string): boolean => /^[\x21-\x7e]{4,64}$/.test(text);

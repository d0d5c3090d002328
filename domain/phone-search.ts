import { getCountryCallingCode } from 'libphonenumber-js/max';
import type { Country } from './phone.ts';

/** A piece of an E.164 number: `+254712…` begins with `start`, `…0045…` holds `part` anywhere. */
export type PhonePiece = { start: string } | { part: string };

/** Fewer digits than these stand in nearly every number: they are read as its beginning. */
const shortestPart = 3;

/**
 * What somebody typed into a search box, as the pieces of E.164 that it may be, however they write phones: `0712 3` begins
 * a national number, `00254 7` and `+254 7` an international one, and any digits may stand inside. Empty when the text is
 * no piece of a phone.
 */
export function phonePieces(typed: string, country: Country): PhonePiece[] {
  // `+254 (0) 712`: the nought in brackets is the one to leave out from abroad.
  const text = typed.trim().replace(/\(0\)/g, '');
  if (!/^\+?[\d\s()./-]+$/.test(text)) return [];
  const digits = text.replace(/\D/g, '');
  if (digits === '') return [];
  if (text.startsWith('+')) return [{ start: `+${digits}` }];
  const pieces: PhonePiece[] =
    digits.length >= shortestPart
      ? [{ part: digits }]
      : [{ start: `+${digits}` }, { start: national(digits, country) }];
  if (digits.startsWith('00')) pieces.push({ start: `+${digits.slice(2)}` });
  else if (digits.startsWith('0')) pieces.push({ start: national(digits.slice(1), country) });
  return pieces;
}

const national = (digits: string, country: Country) => `+${getCountryCallingCode(country)}${digits}`;

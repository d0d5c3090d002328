import type { proto } from '@whiskeysockets/baileys';
import { type Phone, parsePhone } from '../../../domain/phone.ts';

// A contact is shared as a vCard (RFC 6350): `TEL;type=CELL;waid=254712345678:+254 712 345678`. `waid` is the card's own
// WhatsApp number, which anybody may pass on: it says nothing of the sender.

export interface ContactCard {
  name: string | null;
  /** E.164 where it is a mobile number, else as it is written on the card; null when the card has none. */
  phone: Phone | string | null;
}

export function readCard({ displayName, vcard }: proto.Message.IContactMessage): ContactCard {
  // A long line goes on in the next, which then begins with a space.
  const lines = (vcard ?? '').replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const numbers = lines.flatMap(numbersIn);
  return {
    name: displayName?.trim() || textOf(lines, 'FN'),
    phone: numbers.map((number) => parsePhone(number)).find((phone) => phone !== null) ?? numbers[0] ?? null,
  };
}

const tel = /^(?:[\w-]+\.)?TEL((?:;[^:]*)?):(.*)$/i;

/** The numbers of a line, the surest first. */
function numbersIn(line: string): string[] {
  const [, parameters = '', written = ''] = tel.exec(line) ?? [];
  const waid = /;waid=(\d+)/i.exec(parameters)?.[1];
  return [...(waid ? [`+${waid}`] : []), ...(written.trim() ? [written.trim()] : [])];
}

function textOf(lines: readonly string[], property: string): string | null {
  const line = lines.find((it) => it.toUpperCase().startsWith(`${property}:`));
  return line?.slice(property.length + 1).trim() || null;
}

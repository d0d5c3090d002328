/** The fields of a form; the last of several with one name. */
export type Form = Readonly<Record<string, string>>;

/**
 * Reads `application/x-www-form-urlencoded` in the charset that its content type names, UTF-8 where it names none or one
 * that nobody knows. Never throws: what cannot be decoded becomes the replacement character, and NUL, which the database
 * does not take, is left out. `Request.formData` knows
 * UTF-8 only, and an SMS from an old network comes in what it likes.
 */
export function readForm(body: Uint8Array, contentType: string | undefined): Form {
  const decoder = decoderFor(contentType);
  // Latin-1 keeps each byte as one character until its field is known.
  const read = (text: string) =>
    decoder.decode(Buffer.from(percentDecoded(text), 'latin1')).replaceAll('\0', '');
  const form = new Map<string, string>();
  for (const pair of Buffer.from(body).toString('latin1').split('&')) {
    const equals = pair.indexOf('=');
    const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    form.set(read(name), read(value));
  }
  return Object.fromEntries(form);
}

const percentDecoded = (text: string) =>
  text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function decoderFor(contentType = ''): InstanceType<typeof TextDecoder> {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset that nobody knows.
    return new TextDecoder();
  }
}

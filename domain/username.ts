import anyAscii from 'any-ascii';

/** Letters, digits, dot, dash and underscore: what RouterOS, RADIUS and a customer on the phone all take. */
const usernameShape = /^[a-z0-9][a-z0-9._-]{1,62}$/;

export const isUsername = (text: string): boolean => usernameShape.test(text);

const word = (text: string) =>
  anyAscii(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')[0] ?? '';

/** `jane.kilimani` from the name and place; `678.kilimani` from the phone's last digits where there is no usable name. */
export function proposeUsername(lead: {
  name: string | null;
  phone: string;
  location: string | null;
}): string {
  const who = word(lead.name ?? '');
  const first = who.length >= 2 ? who : lead.phone.slice(-6);
  const place = word(lead.location ?? '');
  return (place.length >= 2 ? `${first}.${place}` : first).slice(0, 60);
}

/** The next one to try when that is taken: `jane.kilimani`, `jane.kilimani2`, `jane.kilimani3` … */
export function nextUsername(username: string, attempt: number): string {
  return attempt <= 1 ? username : `${username}${attempt}`;
}

import { isIP } from 'node:net';
import { type Accepts, type Menu, menus } from './menus.ts';
import type { Row, RowStore } from './rows.ts';
import type { Trap } from './sentences.ts';

export type Checked = { readonly values: Row } | { readonly trap: Trap };

/** What a router makes of the attributes of `add` and `set`: values as it stores them, or its first complaint. */
export function checkValues(store: RowStore, menu: Menu, attributes: ReadonlyMap<string, string>): Checked {
  const values: Record<string, string> = {};
  for (const [name, given] of attributes) {
    const property = menu.properties[name];
    if (!property || property.readOnly)
      return { trap: { message: `unknown parameter ${name}`, category: 1 } };
    const value = storedValue(store, property.accepts, given);
    if (value === null) return { trap: { message: complaint(property.accepts, name), category: 1 } };
    values[name] = value;
  }
  return { values };
}

function storedValue(store: RowStore, accepts: Accepts, given: string): string | null {
  if (accepts === 'text') return given;
  // An empty address is refused too, not taken as "none".
  if (accepts === 'ip') return isIP(given) ? given : null;
  if (accepts === 'yes_no') return storedTruth(given);
  if ('nameIn' in accepts) return store.list(accepts.nameIn).some((row) => row.name === given) ? given : null;
  return accepts.includes(given) ? given : null;
}

/** Requests may say yes or true; replies say true. */
function storedTruth(given: string): string | null {
  if (given === 'yes' || given === 'true') return 'true';
  return given === 'no' || given === 'false' ? 'false' : null;
}

function complaint(accepts: Accepts, name: string): string {
  return accepts === 'ip'
    ? `invalid value for argument ${name}`
    : `input does not match any value of ${name}`;
}

export function missingValues(menu: Menu, values: Row): Trap | null {
  const missing = Object.entries(menu.properties).filter(([name, { required }]) => required && !values[name]);
  if (missing.length === 0) return null;
  return {
    message: `missing value(s) of argument(s) ${missing.map(([name]) => name).join(' ')}`,
    category: 1,
  };
}

export function nameTaken(menu: Menu, others: readonly Row[], row: Row): Trap | null {
  if (!menu.nameTaken) return null;
  const { message, besides } = menu.nameTaken;
  const same = (name: string) => (other: Row) =>
    (other[name] ?? initial(menu, name)) === (row[name] ?? initial(menu, name));
  const taken = others.filter(same('name')).some(besides ? same(besides) : () => true);
  return taken ? { message, category: 4 } : null;
}

function initial(menu: Menu, name: string): string | undefined {
  return menu.properties[name]?.initial;
}

/** The menu as this router has it: whether names of secrets are unique by themselves or per service is not documented. */
export function menuOf(path: keyof typeof menus, secretsUniqueBy: 'name' | 'name_and_service'): Menu {
  const menu = menus[path];
  if (path !== '/ppp/secret' || secretsUniqueBy === 'name' || !menu.nameTaken) return menu;
  return { ...menu, nameTaken: { ...menu.nameTaken, besides: 'service' } };
}

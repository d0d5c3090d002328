import { isMenuPath, type Menu, type MenuPath, singletons, type Verb } from './menus.ts';
import { matches } from './queries.ts';
import { idOf, type Row, type RowStore } from './rows.ts';
import { attributeWords, type Request, refuse, type Sentence } from './sentences.ts';
import { checkValues, menuOf, missingValues, nameTaken } from './values.ts';

/** What a group of API users may do. Without `api` nobody signs in; without `sensitive` passwords are not printed. */
export type Policy = 'api' | 'read' | 'write' | 'sensitive';

export interface Router {
  readonly store: RowStore;
  readonly secretsUniqueBy: 'name' | 'name_and_service';
  /** RouterOS 7.18 and later say `!empty` when there is nothing to print. */
  readonly saysEmpty: boolean;
}

interface Place {
  readonly store: RowStore;
  readonly path: MenuPath;
  readonly menu: Menu;
  readonly request: Request;
}

const denied = { message: 'not enough permissions (9)' };
const done: Sentence[] = [['!done']];

/** Carries out one command of a user who is signed in, and returns the whole reply without its tag. */
export function carryOut(router: Router, policies: readonly Policy[], request: Request): Sentence[] {
  const at = request.command.lastIndexOf('/');
  const path = request.command.slice(0, at);
  if (!isMenuPath(path)) return refuse({ message: 'no such command prefix', category: 0 });
  const menu = menuOf(path, router.secretsUniqueBy);
  const verb = menu.verbs.find((known) => known === request.command.slice(at + 1));
  if (!verb) return refuse({ message: 'no such command', category: 0 });
  if (!policies.includes(verb === 'print' ? 'read' : 'write')) return refuse(denied);
  if (verb === 'print') return print(router, policies, path, request);
  return verbs[verb]({ store: router.store, path, menu, request });
}

const verbs: Record<Exclude<Verb, 'print'>, (place: Place) => Sentence[]> = {
  add,
  set,
  remove: (place) => forRows(place, (id) => place.store.remove(place.path, id)),
  enable: (place) => forRows(place, (id) => place.store.edit(place.path, id, { disabled: 'false' })),
  disable: (place) => forRows(place, (id) => place.store.edit(place.path, id, { disabled: 'true' })),
};

const printOptions: ReadonlySet<string> = new Set(['.proplist', 'count-only', 'detail']);

function print(router: Router, policies: readonly Policy[], path: MenuPath, request: Request): Sentence[] {
  const { attributes, queries } = request;
  const unknown = [...attributes.keys()].find((name) => !printOptions.has(name));
  if (unknown !== undefined) return refuse({ message: `unknown parameter ${unknown}`, category: 1 });
  const rows = router.store.list(path).filter((row) => matches(row, queries));
  if (attributes.has('count-only')) return [['!done', `=ret=${rows.length}`]];
  if (rows.length === 0) return router.saysEmpty ? [['!empty'], ...done] : done;
  const names = attributes.get('.proplist')?.split(',');
  const shown = (name: string) =>
    (names?.includes(name) ?? true) && (name !== 'password' || policies.includes('sensitive'));
  const chosen = (row: Row) => Object.fromEntries(Object.entries(row).filter(([name]) => shown(name)));
  return [...rows.map((row) => ['!re', ...attributeWords(chosen(row))]), ...done];
}

function add({ store, path, menu, request }: Place): Sentence[] {
  const checked = checkValues(store, menu, request.attributes);
  if ('trap' in checked) return refuse(checked.trap);
  const trap = missingValues(menu, checked.values) ?? nameTaken(menu, store.list(path), checked.values);
  if (trap) return refuse(trap);
  return [['!done', `=ret=${store.add(path, checked.values)}`]];
}

function set(place: Place): Sentence[] {
  const { store, path, menu, request } = place;
  const changes = new Map([...request.attributes].filter(([name]) => name !== '.id' && name !== 'numbers'));
  const checked = checkValues(store, menu, changes);
  if ('trap' in checked) return refuse(checked.trap);
  for (const row of store.list(path).filter((each) => idsOf(place).includes(idOf(each)))) {
    const others = store.list(path).filter((other) => other !== row);
    const trap = nameTaken(menu, others, { ...row, ...checked.values });
    if (trap) return refuse(trap);
  }
  return forRows(place, (id) => store.edit(path, id, checked.values));
}

/** `.id` and `numbers` take one id or several with commas; a singleton's only row needs none. */
function idsOf({ path, request }: Place): readonly string[] {
  if (singletons.has(path)) return [''];
  return (request.attributes.get('.id') ?? request.attributes.get('numbers') ?? '').split(',');
}

function forRows(place: Place, act: (id: string) => void): Sentence[] {
  const known = place.store.list(place.path).map(idOf);
  const ids = idsOf(place);
  if (ids.some((id) => !known.includes(id))) return refuse({ message: 'no such item (4)', category: 0 });
  for (const id of ids) act(id);
  return done;
}

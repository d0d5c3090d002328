import { isMenuPath, type MenuPath, menus, singletons } from './menus.ts';
import { readState, writeState } from './state.ts';

export type Row = Readonly<Record<string, string>>;
export type Rows = Partial<Record<MenuPath, readonly Row[]>>;

/**
 * The memory of a simulated router: the rows of its menus, in the order they were added. Nothing is checked here: this
 * is the router's own hand. The one row of a singleton menu has the id ''.
 */
export interface RowStore {
  list(menu: MenuPath): readonly Row[];
  /** Gives the row the menu's initial values and an id, which it returns. */
  add(menu: MenuPath, row: Row): string;
  /** An empty value takes the property away. Throws when there is no such row: an edit of nothing is a mistake. */
  edit(menu: MenuPath, id: string, changes: Row): void;
  remove(menu: MenuPath, id: string): void;
}

const factoryRows: Rows = {
  '/ppp/profile': [
    { '.id': '*0', name: 'default', default: 'true' },
    { '.id': '*FFFFFFFE', name: 'default-encryption', 'use-encryption': 'yes', default: 'true' },
  ],
  '/ip/hotspot/user/profile': [{ '.id': '*0', name: 'default', default: 'true' }],
  '/system/resource': [
    {
      uptime: '1w2d3h4m5s',
      version: '7.20.1 (stable)',
      'cpu-load': '3',
      'board-name': 'CHR',
      platform: 'MikroTik',
    },
  ],
  '/system/identity': [{ name: 'MikroTik' }],
};

/**
 * @param seed rows a new router has besides those from the factory
 * @param stateFile every change is written there; a router that is switched on again finds its rows there instead of
 *   the seed. Null: memory only.
 */
export function createRowStore(seed: Rows, stateFile: string | null): RowStore {
  const rows = new Map<MenuPath, Row[]>();
  const saved = stateFile === null ? null : readState(stateFile);
  const lastIds = new Map(Object.entries(saved?.lastIds ?? {}));

  const listOf = (menu: MenuPath) => {
    const list = rows.get(menu) ?? [];
    rows.set(menu, list);
    return list;
  };
  const nextId = (menu: MenuPath) => {
    const id = (lastIds.get(menu) ?? 0) + 1;
    lastIds.set(menu, id);
    return `*${id.toString(16).toUpperCase()}`;
  };
  const put = (menu: MenuPath, row: Row) => {
    const id = row['.id'] ?? (singletons.has(menu) ? '' : nextId(menu));
    if (singletons.has(menu)) listOf(menu).length = 0;
    listOf(menu).push(inMenuOrder(menu, id, { ...initialValues(menu), ...row }));
    return id;
  };
  const save = () => {
    if (stateFile !== null)
      writeState(stateFile, { lastIds: Object.fromEntries(lastIds), rows: Object.fromEntries(rows) });
  };
  const replace = (menu: MenuPath, id: string, by: (row: Row) => Row[]) => {
    const at = listOf(menu).findIndex((row) => idOf(row) === id);
    const row = listOf(menu)[at];
    if (!row) throw new Error(`The simulated router has no row ${id} in ${menu}.`);
    listOf(menu).splice(at, 1, ...by(row));
    save();
  };

  for (const source of saved ? [saved.rows] : [factoryRows, seed])
    for (const [menu, seeded] of Object.entries(source))
      if (isMenuPath(menu)) for (const row of seeded) put(menu, row);

  return {
    list: listOf,
    add(menu, row) {
      const id = put(menu, row);
      save();
      return id;
    },
    edit: (menu, id, changes) => replace(menu, id, (row) => [inMenuOrder(menu, id, { ...row, ...changes })]),
    remove: (menu, id) => replace(menu, id, () => []),
  };
}

export function idOf(row: Row): string {
  return row['.id'] ?? '';
}

function initialValues(menu: MenuPath): Row {
  const initials = Object.entries(menus[menu].properties).map(([name, { initial = '' }]) => [name, initial]);
  return Object.fromEntries(initials);
}

/** As a router prints it: the id first, then the properties in the menu's order, those without a value left out. */
function inMenuOrder(menu: MenuPath, id: string, row: Row): Row {
  const names = ['.id', ...Object.keys(menus[menu].properties)];
  const values: Row = { ...row, '.id': id };
  return Object.fromEntries(
    names.map((name) => [name, values[name] ?? '']).filter(([, value]) => value !== ''),
  );
}

import type { Service } from '../domain/conversion.ts';
import { type Id, newId } from '../domain/id.ts';
import type { Money } from '../domain/money.ts';
import type { Database, Transaction } from './database.ts';

export interface Package {
  id: Id<'package'>;
  name: string;
  service: Service;
  /** The router's profile of that name holds the speed. */
  profile: string;
  downloadMbps: number;
  uploadMbps: number;
  price: Money;
  active: boolean;
}

const columns = ['id', 'name', 'service', 'profile', 'downloadMbps', 'uploadMbps', 'price', 'active'];

/** Cheapest first; `active` ones are those that are sold now. */
export async function listPackages(
  at: Database | Transaction,
  which: 'active' | 'all' = 'active',
): Promise<Package[]> {
  return at.sql<Package[]>`
    select ${at.sql(columns)} from packages
    where ${which === 'all' ? at.sql`true` : at.sql`active`} order by price, name, id`;
}

export async function addPackage(
  at: Database | Transaction,
  sold: Omit<Package, 'id' | 'active'>,
): Promise<Package | { refused: 'name_taken' }> {
  const row = { ...sold, id: newId('package') };
  const [added] = await at.sql<Package[]>`
    insert into packages ${at.sql(row)} on conflict (lower(name)) do nothing returning ${at.sql(columns)}`;
  return added ?? { refused: 'name_taken' };
}

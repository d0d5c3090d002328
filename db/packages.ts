import type { Service } from '../domain/conversion.ts';
import { type Id, newId } from '../domain/id.ts';
import type { Money } from '../domain/money.ts';
import { type Database, type Transaction, violatedUnique } from './database.ts';

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

export async function findPackage(at: Database | Transaction, id: Id<'package'>): Promise<Package | null> {
  const [sold] = await at.sql<Package[]>`select ${at.sql(columns)} from packages where id = ${id}`;
  return sold ?? null;
}

/** What is sold from now on: users that are on a router already keep the profile they were made with. */
export async function editPackage(
  at: Database | Transaction,
  id: Id<'package'>,
  changes: Omit<Package, 'id' | 'active'>,
): Promise<'ok' | { refused: 'not_found' | 'name_taken' }> {
  try {
    const edited = await at.sql`update packages set ${at.sql({ ...changes })} where id = ${id}`;
    return edited.count === 1 ? 'ok' : { refused: 'not_found' };
  } catch (error) {
    if (violatedUnique(error) === 'packages_name') return { refused: 'name_taken' };
    throw error;
  }
}

/** A package that is not sold is offered to nobody any more; whoever has it keeps it. */
export async function sellPackage(
  at: Database | Transaction,
  id: Id<'package'>,
  isSold: boolean,
): Promise<'ok' | { refused: 'not_found' }> {
  const changed = await at.sql`update packages set active = ${isSold} where id = ${id}`;
  return changed.count === 1 ? 'ok' : { refused: 'not_found' };
}

/** Who has to do with a package. */
export interface PackageUse {
  /** Users on routers, made with it. */
  users: number;
  /** Leads that want it, without archived ones. */
  leads: number;
}

export async function countPackageUse(
  at: Database | Transaction,
): Promise<ReadonlyMap<Id<'package'>, PackageUse>> {
  const rows = await at.sql<(PackageUse & { id: Id<'package'> })[]>`
    with users as (
      select package_id, count(*) as users from mikrotik_users where removed_at is null group by package_id
    ), leads as (
      select package_id, count(*) as leads from leads
      where archived_at is null and package_id is not null group by package_id
    )
    select id, coalesce(users, 0) as users, coalesce(leads, 0) as leads
    from packages left join users on users.package_id = id left join leads on leads.package_id = id`;
  return new Map(rows.map(({ id, ...use }) => [id, use]));
}

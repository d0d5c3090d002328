import type { Id } from '../../domain/id.ts';
import type { AgentKind, Role } from '../../domain/person.ts';
import { type Asked, cameIn, type ReportSql, type Span } from './report.ts';

interface Brought {
  brought: number;
  converted: number;
}

/** One of the ISP's own people who brought leads, or an agent who brought none. */
export interface PersonWhoBrought extends Brought {
  person: Id<'user'>;
  name: string;
  role: Role;
  agentKind: AgentKind | null;
  active: boolean;
}

/** A name that was typed and is nobody of ours; written in capitals or not, it is the same. */
export interface NameThatBrought extends Brought {
  name: string;
}

export interface AgentsReport {
  people: readonly PersonWhoBrought[];
  /** Those that brought the most. */
  names: readonly NameThatBrought[];
  /** How many names there are beside those. */
  moreNames: number;
  /** Leads that came by themselves. */
  byNobody: Brought;
}

const mostNames = 200;

export async function readAgents({ sql, span }: Asked): Promise<AgentsReport> {
  const names = await readNames(sql, span);
  return {
    people: await readPeople(sql, span),
    names: names.slice(0, mostNames),
    moreNames: (names[0]?.count ?? 0) - Math.min(names.length, mostNames),
    byNobody: await countByNobody(sql, span),
  };
}

async function readPeople(sql: ReportSql, span: Span): Promise<readonly PersonWhoBrought[]> {
  const people = await sql<PersonWhoBrought[]>`
    with brought as (
      select l.brought_in_by_person_id as person, count(*) as brought, count(l.converted_at) as converted
      from leads l where ${cameIn(sql, span)} and l.brought_in_by_person_id is not null
      group by l.brought_in_by_person_id
    )
    select p.id as person, p.name, p.role, p.agent_kind, p.active,
      coalesce(b.brought, 0) as brought, coalesce(b.converted, 0) as converted
    from people p left join brought b on b.person = p.id
    where b.person is not null or (p.role = 'agent' and p.active)
    order by brought desc, converted desc, p.name, p.id`;
  return [...people];
}

async function readNames(sql: ReportSql, span: Span): Promise<(NameThatBrought & { count: number })[]> {
  const names = await sql<(NameThatBrought & { count: number })[]>`
    select min(btrim(l.brought_in_by)) as name, count(*) as brought, count(l.converted_at) as converted,
      count(*) over () as count
    from leads l
    where ${cameIn(sql, span)} and l.brought_in_by_person_id is null and btrim(l.brought_in_by) <> ''
    group by lower(btrim(l.brought_in_by))
    order by brought desc, converted desc, name limit ${mostNames}`;
  return [...names];
}

async function countByNobody(sql: ReportSql, span: Span): Promise<Brought> {
  const [counted] = await sql<Brought[]>`
    select count(*) as brought, count(l.converted_at) as converted
    from leads l
    where ${cameIn(sql, span)} and l.brought_in_by_person_id is null and coalesce(btrim(l.brought_in_by), '') = ''`;
  return { brought: counted?.brought ?? 0, converted: counted?.converted ?? 0 };
}

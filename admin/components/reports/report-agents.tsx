import {
  type AgentsReport,
  type NameThatBrought,
  type PersonWhoBrought,
  readAgents,
} from '../../../db/reports/agents.ts';
import type { AgentKind } from '../../../domain/person.ts';
import { CardTable } from '../card-table.tsx';
import { showCount } from '../count.ts';
import { Empty } from '../empty.tsx';
import type { Report } from './report-frame.tsx';
import { Figure, Rate, shareOf } from './report-parts.tsx';

export const agentKindWords: Record<AgentKind, string> = {
  caretaker: 'Caretaker',
  field: 'Field agent',
  partner: 'Partner',
};

const kindOf = ({ agentKind }: PersonWhoBrought) => (agentKind ? agentKindWords[agentKind] : 'Staff');

const Body = ({ found: { people, names, moreNames, byNobody } }: { found: AgentsReport }) => (
  <>
    <section aria-labelledby="agents-compared">
      <h2 class="group" id="agents-compared">
        Agents and caretakers compared
      </h2>
      {people.length > 0 ? (
        <BroughtTable
          who="Name"
          rows={people.map((person) => ({ ...person, kind: kindOf(person), gone: !person.active }))}
        />
      ) : (
        <Empty icon="users-round" title="No agents yet">
          <p>Add caretakers and field agents to the people; each gets a link and a poster of their own.</p>
          <a class="btn" data-variant="outline" href="/people">
            To the people
          </a>
        </Empty>
      )}
    </section>
    {names.length > 0 && (
      <section aria-labelledby="names-compared">
        <h2 class="group" id="names-compared">
          Names that are nobody of ours
        </h2>
        <p class="hint report-hint">
          They were typed into leads, and no person of ours has the number beside them. Nobody is told of
          these conversions, and nobody is paid for them.
        </p>
        <BroughtTable who="Name as typed" rows={names} />
        {moreNames > 0 && <p class="muted">And {showCount(moreNames)} more names that brought fewer.</p>}
      </section>
    )}
    <p class="muted report-hint">
      {showCount(byNobody.brought)} leads came without anybody named; {showCount(byNobody.converted)} of them
      were converted.
    </p>
  </>
);

type Row = NameThatBrought & { kind?: string; gone?: boolean };

const BroughtTable = ({ who, rows }: { who: string; rows: readonly Row[] }) => (
  <CardTable class="report" columns={[who, 'Brought', 'Converted', 'Rate']}>
    {rows.map(({ name, kind, gone, brought, converted }) => (
      <tr data-inactive={gone ? 'true' : undefined}>
        <th scope="row">
          {name} {kind && <span class="tag">{kind}</span>} {gone && <span class="muted">left</span>}
        </th>
        <Figure label="Brought" of={brought} />
        <Figure label="Converted" of={converted} />
        <td class="figure" data-label="Rate">
          <Rate part={converted} whole={brought} />
        </td>
      </tr>
    ))}
  </CardTable>
);

export const agentsReport: Report<AgentsReport> = {
  at: 'agents',
  read: readAgents,
  Body,
  columns: ['Name', 'Kind', 'Brought', 'Converted', 'Rate'],
  rows: ({ people, names, byNobody }) => [
    ...people.map((person) => line(person.name, kindOf(person), person)),
    ...names.map((name) => line(name.name, 'Typed name', name)),
    line('Nobody named', null, byNobody),
  ],
};

const line = (
  name: string,
  kind: string | null,
  { brought, converted }: Pick<Row, 'brought' | 'converted'>,
) => [name, kind, brought, converted, shareOf(converted, brought)];

import { showSource } from '../../../domain/lead.ts';
import { changeView, clearView, isFiltered, type LeadView } from '../../lead-view.ts';
import { Icon } from '../icon.tsx';
import { ViewLink } from './leads-link.tsx';
import { assigneeWords, followUpWords, type PeopleNames } from './leads-words.ts';

interface Chip {
  words: string;
  /** What the view is without it. */
  without: Partial<LeadView>;
}

/** What is filtered, each with the way to leave it out. */
export const LeadsChips = ({ view, names }: { view: LeadView; names: PeopleNames }) =>
  isFiltered(view) ? (
    <ul class="chips" aria-label="What is shown">
      {chipsOf(view, names).map(({ words, without }, number) => (
        <li>
          <ViewLink
            id={`chip-${number}`}
            class="chip"
            view={changeView(view, without)}
            label={`${words}: leave it out`}
          >
            {words}
            <Icon name="x" />
          </ViewLink>
        </li>
      ))}
      <li>
        <ViewLink id="chip-all" class="chip-clear" view={clearView(view)}>
          Clear all
        </ViewLink>
      </li>
    </ul>
  ) : null;

function chipsOf(view: LeadView, names: PeopleNames): Chip[] {
  const { search, statuses, sources, broughtInBy, assignedTo, followUp } = view;
  const chip = (words: string, without: Chip['without']): Chip => ({ words, without });
  return [
    ...(search ? [chip(`“${search}”`, { search: '' })] : []),
    ...statuses.map((status) => chip(status, { statuses: except(statuses, status) })),
    ...sources.map((source) => chip(showSource(source), { sources: except(sources, source) })),
    ...broughtInBy.map((name) => chip(`Brought by ${name}`, { broughtInBy: except(broughtInBy, name) })),
    ...assignedTo.map((who) =>
      chip(`Assigned to ${assigneeWords(who, names)}`, { assignedTo: except(assignedTo, who) }),
    ),
    ...followUp.map((term) => chip(followUpWords[term], { followUp: except(followUp, term) })),
  ];
}

const except = <Value,>(values: readonly Value[], out: Value) => values.filter((value) => value !== out);

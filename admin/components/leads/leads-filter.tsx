import type { Child } from 'hono/jsx';
import { followUpTerms } from '../../../db/lead/lead-filter.ts';
import { leadSources, leadStatuses, showSource } from '../../../domain/lead.ts';
import { isSameSort, type LeadView, wordOfSort } from '../../lead-view.ts';
import { Icon } from '../icon.tsx';
import { StatusBadge } from '../lead/status.tsx';
import { assigneeWords, followUpWords, type PeopleNames, sortChoices } from './leads-words.ts';

interface Props {
  view: LeadView;
  /** Whom leads can be assigned to; null where the viewer sees only their own. */
  staff: PeopleNames | null;
}

/**
 * Search, filter and sorting. Whatever is chosen is asked at once; without JavaScript a button asks. It stands outside of
 * what it swaps, so that whoever types keeps the caret.
 */
export const LeadsFilter = ({ view, staff }: Props) => (
  <search>
    <form
      id="filter"
      class="filter"
      method="get"
      action="/leads"
      hx-get="/leads"
      hx-trigger="input target:#search delay:250ms, change target:.at-once, submit"
      hx-target="#live"
      hx-select="#live"
      hx-select-oob="#bringers:outerHTML"
      hx-swap="outerMorph"
      hx-sync="this:replace"
    >
      <Search search={view.search} />
      <button
        class="btn needs-script fold"
        data-variant="outline"
        type="button"
        aria-expanded="false"
        aria-controls="filter-choices"
      >
        <Icon name="list-filter" />
        Filter and sort
      </button>
      <div id="filter-choices" class="filter-choices">
        <StatusChoice view={view} />
        <SourceChoice view={view} />
        <BringerChoice names={view.broughtInBy} />
        {staff && <AssigneeChoice view={view} staff={staff} />}
        <FollowUpChoice view={view} />
        <SortChoice view={view} />
        {view.year && <input type="hidden" name="year" value={view.year} />}
        <noscript>
          <button class="btn" type="submit">
            Show
          </button>
        </noscript>
      </div>
    </form>
  </search>
);

const Search = ({ search }: { search: string }) => (
  <div class="search">
    <Icon name="search" />
    <label class="sr-only" for="search">
      Search by name or phone
    </label>
    <input
      id="search"
      class="input"
      type="search"
      name="q"
      value={search}
      placeholder="Name or phone"
      autocomplete="off"
      maxlength={100}
    />
  </div>
);

/** A button that opens a few boxes to tick. One is open at a time. */
const Choice = ({ name, label, children }: { name: string; label: string; children: Child }) => (
  <details class="choice" id={`choice-${name}`} name="choice">
    <summary class="btn" data-variant="outline">
      {label}
      <Icon name="chevron-down" />
    </summary>
    <fieldset>
      <legend class="sr-only">{label}</legend>
      {children}
    </fieldset>
  </details>
);

const Box = (props: { name: string; value: string; checked: boolean; children: Child }) => (
  <label class="box">
    <input
      type="checkbox"
      class="input at-once"
      name={props.name}
      value={props.value}
      checked={props.checked}
    />
    {props.children}
  </label>
);

const StatusChoice = ({ view }: { view: LeadView }) => (
  <Choice name="status" label="Status">
    {leadStatuses.map((status) => (
      <Box name="status" value={status} checked={view.statuses.includes(status)}>
        <StatusBadge status={status} />
      </Box>
    ))}
  </Choice>
);

const SourceChoice = ({ view }: { view: LeadView }) => (
  <Choice name="source" label="Source">
    {leadSources.map((source) => (
      <Box name="leadSource" value={source} checked={view.sources.includes(source)}>
        {showSource(source)}
      </Box>
    ))}
  </Choice>
);

/** There are thousands of them: those that are chosen stand there, and a field finds another. */
const BringerChoice = ({ names }: { names: readonly string[] }) => (
  <Choice name="bringer" label="Brought in by">
    <div id="bringers">
      {names.map((name) => (
        <Box name="broughtInBy" value={name} checked>
          <span>{name}</span>
        </Box>
      ))}
      <label class="label" for="bringer">
        {names.length > 0 ? 'Or by' : 'Name'}
      </label>
      <input
        id="bringer"
        class="input at-once"
        name="broughtInBy"
        list="bringer-names"
        autocomplete="off"
        maxlength={120}
        placeholder="Type a name"
        hx-get="/leads/bringers"
        hx-trigger="focus once, input changed delay:200ms"
        hx-target="#bringer-names"
        hx-swap="outerHTML"
      />
      <BringerNames names={[]} />
    </div>
  </Choice>
);

/** What the field offers, anew with each letter. */
export const BringerNames = ({ names }: { names: readonly string[] }) => (
  <datalist id="bringer-names">
    {names.map((name) => (
      <option value={name} />
    ))}
  </datalist>
);

const AssigneeChoice = ({ view, staff }: { view: LeadView; staff: PeopleNames }) => (
  <Choice name="assignee" label="Assigned to">
    {(['me', 'nobody', ...staff.keys()] as const).map((who) => (
      <Box name="assignedTo" value={who} checked={view.assignedTo.includes(who)}>
        <span class="person">{assigneeWords(who, staff)}</span>
      </Box>
    ))}
  </Choice>
);

const FollowUpChoice = ({ view }: { view: LeadView }) => (
  <Choice name="follow-up" label="Follow-up">
    {followUpTerms.map((term) => (
      <Box name="followUp" value={term} checked={view.followUp.includes(term)}>
        {followUpWords[term]}
      </Box>
    ))}
  </Choice>
);

/** On a wide screen the heads of the table do this. */
const SortChoice = ({ view }: { view: LeadView }) => (
  <div class="sort-choice">
    <label class="label" for="sort">
      Sort by
    </label>
    <select id="sort" class="select at-once" name="sort">
      {sortChoices.map(({ sort, words }) => (
        <option value={wordOfSort(sort)} selected={isSameSort(sort, view.sort)}>
          {words}
        </option>
      ))}
    </select>
  </div>
);

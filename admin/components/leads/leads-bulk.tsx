import type { LeadPage } from '../../../db/lead/lead-list.ts';
import type { Verb } from '../../../domain/permissions.ts';
import type { SignedIn } from '../../desk.ts';
import { type LeadView, pathOfView, queryOfView } from '../../lead-view.ts';
import { viewerMay } from '../../viewer.ts';
import { showCount } from '../count.ts';
import { Icon, type IconName } from '../icon.tsx';

/** What is done with several leads at once, for those who may. */
const acts = [
  { verb: 'assignLead', path: '/leads/bulk/assignment', words: 'Assign', icon: 'user-round' },
  { verb: 'moveLead', path: '/leads/bulk/status', words: 'Set status', icon: 'tag' },
] as const satisfies { verb: Verb; path: string; words: string; icon: IconName }[];

/** Whether there is anything that this viewer may do with ticked leads. */
export const mayTick = (viewer: SignedIn): boolean =>
  viewerMay(viewer, 'exportLeads') || acts.some(({ verb }) => viewerMay(viewer, verb));

interface Props {
  found: LeadPage;
  view: LeadView;
  viewer: SignedIn;
}

/** What is done with the ticked leads. The boxes in the table belong to this form: a table's rows have forms of their own. */
export const BulkBar = ({ found, view, viewer }: Props) => (
  <form id="bulk" class="bulk" method="post" action="/leads/bulk/status">
    <input type="hidden" name="view" value={queryOfView(view).toString()} />
    <output id="ticked" class="ticked" />
    <div class="bulk-acts">
      {(found.next || view.page) && <EveryBox found={found} />}
      {acts
        .filter(({ verb }) => viewerMay(viewer, verb))
        .map(({ path, words, icon }) => (
          <button
            class="btn"
            data-variant="outline"
            data-size="sm"
            type="submit"
            formaction={path}
            hx-post={path}
            hx-target="#dialog"
            hx-swap="innerMorph"
          >
            <Icon name={icon} />
            {words}…
          </button>
        ))}
      {viewerMay(viewer, 'exportLeads') && (
        <button
          class="btn"
          data-variant="outline"
          data-size="sm"
          type="submit"
          formaction="/leads/export.csv"
        >
          <Icon name="download" />
          Export
        </button>
      )}
    </div>
  </form>
);

const EveryBox = ({ found: { total, totalIsExact } }: Pick<Props, 'found'>) => (
  <label class="box every">
    <input type="checkbox" class="input" name="every" value="yes" />
    {totalIsExact ? `All ${showCount(total)} that match` : `All that match, more than ${showCount(total)}`}
  </label>
);

/** The whole view as a file, nothing ticked. */
export const ExportLink = ({ view, viewer }: Omit<Props, 'found'>) =>
  viewerMay(viewer, 'exportLeads') ? (
    <a
      class="btn"
      data-variant="ghost"
      data-size="sm"
      href={pathOfView({ ...view, page: null, year: null }, '/leads/export.csv')}
      download
    >
      <Icon name="download" />
      Export as CSV
    </a>
  ) : null;

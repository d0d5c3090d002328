import type { KeptNotice } from '../../db/notices.ts';
import { wordNotice } from '../notice-words.ts';
import { Icon } from './icon.tsx';
import { Moment } from './time.tsx';

interface NoticesProps {
  notices: readonly KeptNotice[];
  zone: string;
}

/** What the signed-in person could be told in no chat. Its place is there always: what was read is swapped for nothing. */
export const Notices = (props: NoticesProps) => (
  <div id="notices">{props.notices.length > 0 && <Panel {...props} />}</div>
);

const Panel = ({ notices, zone }: NoticesProps) => (
  <section class="card plain notices" aria-labelledby="notices-title">
    <h2 id="notices-title">
      <Icon name="message-circle" />
      While you were away
    </h2>
    <ul>
      {notices.map(({ notice, createdAt }) => (
        <li>
          <span>{wordNotice(notice)}</span>
          <span class="muted">
            <Moment at={createdAt} zone={zone} />
            {'lead' in notice && notice.lead && <a href={`/leads/${notice.lead}`}>Open the lead</a>}
          </span>
        </li>
      ))}
    </ul>
    <GotIt notices={notices} />
  </section>
);

/** Names what was shown: a note that comes meanwhile stays unread. */
const GotIt = ({ notices }: Pick<NoticesProps, 'notices'>) => (
  <form
    method="post"
    action="/notices/read"
    hx-post="/notices/read"
    hx-target="#notices"
    hx-select="#notices"
    hx-swap="outerHTML"
  >
    <input type="hidden" name="ids" value={notices.map(({ id }) => id).join(' ')} />
    <button class="btn" data-variant="outline" type="submit">
      Got it
    </button>
  </form>
);

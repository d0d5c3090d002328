import type { KeptNotice } from '../../db/chat/notices.ts';
import { displayPhone } from '../../domain/phone.ts';
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
    <ReadForm notices={notices} place="notices" words="Got it" />
  </section>
);

/** Somebody asked for a call: that is work, and stands before all that is only told. */
export const isCallBack = ({ notice }: KeptNotice): boolean => notice.kind === 'person_wanted';

/** Who asked to be called, each with their number. Its place is there always, as that of the notices. */
export const CallBacks = ({ notices, zone }: NoticesProps) => (
  <div id="call-backs">
    {notices.length > 0 && (
      <section class="card plain notices" aria-labelledby="call-backs-title">
        <h2 id="call-backs-title">
          <Icon name="phone" />
          Asked for a call
        </h2>
        <ul>
          {notices.map((kept) => (
            <CallBack kept={kept} zone={zone} />
          ))}
        </ul>
      </section>
    )}
  </div>
);

const CallBack = ({ kept, zone }: { kept: KeptNotice; zone: string }) => {
  const { notice, createdAt } = kept;
  const phone = 'phone' in notice ? notice.phone : null;
  return (
    <li>
      <span>
        {wordNotice(notice)}
        <span class="muted">
          <Moment at={createdAt} zone={zone} />
          {'lead' in notice && notice.lead && <a href={`/leads/${notice.lead}`}>Open the lead</a>}
        </span>
      </span>
      <span class="waiting-acts">
        {phone && (
          <a class="btn" data-size="sm" href={`tel:${phone}`} aria-label={`Call ${displayPhone(phone)}`}>
            <Icon name="phone" />
            Call
          </a>
        )}
        <ReadForm notices={[kept]} place="call-backs" words="Done" />
      </span>
    </li>
  );
};

/** Names what was shown: a note that comes meanwhile stays unread. */
const ReadForm = (props: { notices: readonly KeptNotice[]; place: string; words: string }) => (
  <form
    method="post"
    action="/notices/read"
    hx-post="/notices/read"
    hx-target={`#${props.place}`}
    hx-select={`#${props.place}`}
    hx-swap="outerHTML"
  >
    <input type="hidden" name="ids" value={props.notices.map(({ id }) => id).join(' ')} />
    <button class="btn" data-variant="outline" data-size="sm" type="submit">
      {props.words}
    </button>
  </form>
);

import type { ParkedMessage } from '../../../db/chat/parked-messages.ts';
import { channelFacts } from '../../../domain/channel.ts';
import { CardTable } from '../card-table.tsx';
import { Empty } from '../empty.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { Moment } from '../time.tsx';

interface Props {
  messages: readonly ParkedMessage[];
  /** How many there are, shown or not. */
  total: number;
  mayEdit: boolean;
  zone: string;
}

/** What people wrote that could not be stepped five times; their chats went on without it. */
export const ParkedMessages = (props: Props) => (
  <section id="parked" aria-labelledby="parked-title">
    <h2 class="group" id="parked-title">
      Parked messages
    </h2>
    {props.messages.length === 0 ? (
      <Empty icon="inbox" title="Nothing is parked">
        <p>A message that Karibu fails to handle five times waits here, with its error, for you to decide.</p>
      </Empty>
    ) : (
      <>
        {props.total > props.messages.length && (
          <p class="count">
            The newest {props.messages.length} of {props.total}
          </p>
        )}
        <ParkedTable {...props} />
      </>
    )}
  </section>
);

const ParkedTable = ({ messages, mayEdit, zone }: Props) => (
  <CardTable class="parked" columns={['From', 'What they said', 'What went wrong', 'Parked']} hasActions>
    {messages.map((message) => (
      <ParkedRow message={message} mayEdit={mayEdit} zone={zone} />
    ))}
  </CardTable>
);

const ParkedRow = (props: Pick<Props, 'mayEdit' | 'zone'> & { message: ParkedMessage }) => {
  const { message, mayEdit, zone } = props;
  const name = message.name ?? 'Somebody';
  return (
    <tr>
      <td>
        <span class="row-name">{message.lead ? <a href={`/leads/${message.lead}`}>{name}</a> : name}</span>{' '}
        <span class="muted fine">{channelFacts[message.channel].on.en}</span>
      </td>
      <td>
        <p class="parked-words">{message.said}</p>
      </td>
      <td>
        <p class="router-words">{message.error}</p>
        <span class="muted fine">tried {message.attempts} times</span>
      </td>
      <td data-label="Parked">
        <Moment at={message.parkedAt} zone={zone} />
      </td>
      <td class="actions">
        {mayEdit && (
          <>
            <Act message={message} verb="retry" icon="refresh-cw" words="Try again" />
            <Act message={message} verb="dismissal" icon="x" words="Dismiss" />
          </>
        )}
      </td>
    </tr>
  );
};

const Act = (props: {
  message: ParkedMessage;
  verb: 'retry' | 'dismissal';
  icon: IconName;
  words: string;
}) => {
  const path = `/channels/parked/${props.message.id}/${props.verb}`;
  return (
    <form
      method="post"
      action={path}
      hx-post={path}
      hx-target="#live"
      hx-select="#live"
      hx-select-oob="#said"
      hx-swap="outerHTML"
    >
      <button
        class="btn"
        data-variant="outline"
        data-size="sm"
        type="submit"
        aria-label={`${props.words}: the message of ${props.message.name ?? 'somebody'}`}
      >
        <Icon name={props.icon} />
        {props.words}
      </button>
    </form>
  );
};

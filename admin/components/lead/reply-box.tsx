import type { NoDoor, ReplyDoor, SendRefused } from '../../../db/chat/staff-message.ts';
import { channelFacts } from '../../../domain/channel.ts';
import { longestMessage, smsCharacters } from '../../../domain/staff-message.ts';
import { blankForm, type FormState } from '../../forms/form.ts';
import { Icon } from '../icon.tsx';
import { Thread, type ThreadView } from './thread.tsx';

export interface ChatView extends ThreadView {
  door: ReplyDoor | NoDoor;
  /** New for each form: sent twice, it leaves once. */
  formKey: string;
}

/** What of the door a page has shown. */
export const doorVersion = (door: ReplyDoor | NoDoor): string =>
  'refused' in door ? door.refused : [door.conversation, door.waitsForMorning, door.isInTrouble].join(':');

interface Props {
  view: ChatView;
  /** What was typed and could not be sent. */
  form?: FormState;
  /** What is being typed stays when another part of the page brings this one along. */
  keepsTyped?: boolean;
}

/** The talk with a person, and the box to answer in. */
export const LeadChat = ({ view, form = blankForm, keepsTyped = false }: Props) => (
  <div id="chat" class="lead-chat">
    <Thread view={view} door={doorVersion(view.door)} />
    {view.mayReply && <ReplyBox view={view} form={form} keepsTyped={keepsTyped} />}
  </div>
);

const ReplyBox = ({ view, form, keepsTyped }: Required<Props>) => {
  const { lead, door, formKey } = view;
  if ('refused' in door && !form.typed.text) return <DoorWords door={door} />;
  const path = `/leads/${lead}/replies`;
  const error = form.errors.text;
  return (
    <form class="reply-box" method="post" action={path} hx-post={path} hx-target="#chat" hx-swap="outerHTML">
      <input type="hidden" name="key" value={formKey} />
      <label class="sr-only" for="reply-text">
        Write to {view.who}
      </label>
      <textarea
        id="reply-text"
        class="textarea"
        name="text"
        rows={3}
        required
        maxlength={'refused' in door ? undefined : longestMessage[door.channel]}
        placeholder="Write to them…"
        aria-describedby={error ? 'reply-error reply-door' : 'reply-door'}
        aria-invalid={error ? 'true' : undefined}
        hx-preserve={keepsTyped ? 'true' : undefined}
      >
        {form.typed.text ?? ''}
      </textarea>
      {error && (
        <p id="reply-error" class="error" role="alert">
          {error}
        </p>
      )}
      <div class="reply-foot">
        <DoorWords door={door} />
        <button class="btn" type="submit">
          <Icon name="send" />
          Send
        </button>
      </div>
    </form>
  );
};

/** Where it goes, what that costs, and when it leaves. A poll replaces it (`isOob`) without touching what is being typed. */
export const DoorWords = ({ door, isOob = false }: { door: ReplyDoor | NoDoor; isOob?: boolean }) => (
  <div id="reply-door" class="reply-door" hx-swap-oob={isOob ? 'true' : undefined}>
    {'refused' in door ? (
      <p class="reply-closed">
        <Icon name="ban" />
        <span>{closedWords[door.refused]}</span>
      </p>
    ) : (
      <>
        <input type="hidden" name="through" value={door.conversation} />
        <p class="hint">{doorWords(door)}</p>
        <p
          class="hint"
          data-counts="reply-text"
          data-part={door.channel === 'sms' ? smsCharacters : undefined}
        />
      </>
    )}
  </div>
);

const closedWords: Record<NoDoor['refused'], string> = {
  no_chat: 'They have never written to us, so there is no chat to answer in. Call them instead.',
  stopped: 'They said STOP: nothing may be written to them until they write START themselves.',
  blocked: 'They blocked us. The chat opens again when they write.',
};

function doorWords({ channel, waitsForMorning, isInTrouble }: ReplyDoor): string {
  const { name } = channelFacts[channel];
  const where = channel === 'sms' ? `By SMS, paid: one for each ${smsCharacters} characters.` : `By ${name}.`;
  if (isInTrouble) return `${where} ${name} is in trouble just now: what you write waits until it is well.`;
  if (waitsForMorning) return `${where} They wrote more than a day ago, so it leaves at 07:00.`;
  return channel === 'web' ? 'On the chat page: they see it there, now or when they come back.' : where;
}

/** Why it was not sent, in a sentence. */
export function wordsOfSendRefused(refused: SendRefused): string {
  switch (refused.refused) {
    case 'another_chat':
      return 'They have written on another channel meanwhile. See below where it goes now, then send it.';
    case 'too_long':
      return `At most ${refused.most} characters on this channel.`;
    default:
      return closedWords[refused.refused];
  }
}

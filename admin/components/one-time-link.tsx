import type { ChatLink } from '../chat-links.ts';
import { CopyField } from './secret-field.tsx';

interface Props {
  /** One, or one for each channel: they carry the same token, so that only the first that is opened works. */
  links: readonly ChatLink[];
  /** What it does for whom. */
  words: string;
  hours: number;
  /** Where to go on. */
  back: string;
}

/** A link that is shown once, here, and works once. */
export const OneTimeLink = ({ links, words, hours, back }: Props) => (
  <>
    <div class="sheet-form">
      <p>{words}</p>
      {links.map(({ label, link }) => (
        <CopyField id={`one-time-link-${label.toLowerCase()}`} label={label} value={link} />
      ))}
      <p class="hint">
        {links.length > 1 ? 'Only one of them works' : 'It works'}, once and for {hours} hours, and is not
        shown again. Send it to them alone: whoever opens it first is taken for them.
      </p>
    </div>
    <footer class="sheet-foot">
      <a class="btn" href={back}>
        Done
      </a>
    </footer>
  </>
);

export const NoBot = ({ back }: { back: string }) => (
  <>
    <div class="sheet-form">
      <p>No chat channel is connected yet, so there is no chat to link.</p>
      <p class="hint">
        The owner or a manager connects Telegram or WhatsApp: the page Channels says how. Then come back here.
      </p>
    </div>
    <footer class="sheet-foot">
      <a class="btn" data-variant="outline" href={back} data-close>
        Close
      </a>
    </footer>
  </>
);

import { CopyField } from './secret-field.tsx';

interface Props {
  link: string;
  /** What it does for whom. */
  words: string;
  hours: number;
  /** Where to go on. */
  back: string;
}

/** A link that is shown once, here, and works once. */
export const OneTimeLink = ({ link, words, hours, back }: Props) => (
  <>
    <div class="sheet-form">
      <p>{words}</p>
      <CopyField id="one-time-link" label="Link" value={link} />
      <p class="hint">
        It works once and for {hours} hours, and is not shown again. Send it to them alone: whoever opens it
        first is taken for them.
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
      <p>No Telegram bot is connected yet, so there is no chat to link.</p>
      <p class="hint">Set TELEGRAM_BOT_TOKEN where Karibu runs and start it again; then come back here.</p>
    </div>
    <footer class="sheet-foot">
      <a class="btn" data-variant="outline" href={back} data-close>
        Close
      </a>
    </footer>
  </>
);

import type { TimelineEntry } from '../../../db/lead/lead-reads.ts';
import { showMoment } from '../time.tsx';
import { type EventWords, type Names, wordEvent } from './event-words.ts';

interface Props {
  /** The lead whose history this is. */
  lead: string;
  entries: readonly TimelineEntry[];
  names: Names;
  zone: string;
}

/** What happened to a lead, newest first: what, who, when. */
export const Timeline = ({ lead, entries, names, zone }: Props) => (
  <ol class="timeline">
    {entries.filter(isTelling).map((entry) => (
      <li data-kind={entry.kind}>
        <Words words={wordEvent(entry, names, lead)} />
        <p class="muted fine">
          {entry.by ?? 'Karibu'} · <time datetime={entry.at.toISOString()}>{showMoment(entry.at, zone)}</time>
        </p>
      </li>
    ))}
  </ol>
);

/** That a new lead is New needs no line of its own. */
const isTelling = ({ kind, details }: TimelineEntry) =>
  !(kind === 'status' && details.from === null && details.to === 'New');

const Words = ({ words: { title, lines = [], other } }: { words: EventWords }) => (
  <>
    <p>
      {title} {other && <a href={`/leads/${other.id}`}>{other.name}</a>}
    </p>
    {lines.map((line) => (
      <Line text={line} />
    ))}
  </>
);

/** In characters: about three lines of the card. What is longer is folded. */
const unfolded = 160;

const Line = ({ text }: { text: string }) =>
  text.length <= unfolded ? (
    <p class="event-line">{text}</p>
  ) : (
    <details class="event-line">
      <summary>
        {text.slice(0, unfolded).trimEnd()} … <span class="event-more">Show all</span>
      </summary>
      <p>{text}</p>
    </details>
  );

import type { LeadLine } from '../../db/lead-thread.ts';
import { channelFacts } from '../../domain/channel.ts';
import { Empty } from './empty.tsx';
import { showMoment } from './time.tsx';

/** Everything that was said in the chats of a lead, as one thread. */
export const Thread = ({ lines, who, zone }: { lines: readonly LeadLine[]; who: string; zone: string }) =>
  lines.length === 0 ? (
    <Empty icon="message-circle" title="No chat yet">
      <p>When this person writes to the bot, the talk appears here.</p>
    </Empty>
  ) : (
    <section class="thread-scroll" tabindex={0} aria-label="Chat">
      <ol class="thread">
        {lines.map((line) => (
          <li data-direction={line.direction}>
            <p class="bubble">{line.text}</p>
            {line.choices && line.choices.length > 0 && (
              <p class="choices">
                <span class="sr-only">Buttons: </span>
                {line.choices.map(({ label }) => (
                  <span>{label}</span>
                ))}
              </p>
            )}
            <p class="muted fine">
              {line.direction === 'in' ? who : (line.by ?? 'Bot')} · {channelFacts[line.channel].name} ·{' '}
              <time datetime={line.at.toISOString()}>{showMoment(line.at, zone)}</time>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );

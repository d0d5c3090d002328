import type { ChannelHealth } from '../../../db/channel/channel-health.ts';
import type { Standing } from '../../../domain/channel.ts';
import { Moment } from '../time.tsx';

const names: Record<Standing['state'], string> = {
  well: 'Works',
  connecting: 'Connecting',
  away: 'Away',
  restricted: 'Restricted',
  refused: 'Refused',
  unlinked: 'Not linked',
};

/** How an account stands, as a word with a colour. Null: it has never run. */
export const StandingBadge = ({ of: health }: { of: Pick<ChannelHealth, 'state' | 'isRunning'> | null }) => {
  const state = health?.isRunning ? health.state : null;
  return (
    <span class="status" data-standing={state ?? 'off'}>
      {state ? names[state] : health ? 'Not running' : 'Not set up'}
    </span>
  );
};

/** What an account has to say about how it stands; of one that does not run, since when. */
export const StandingWords = ({ of: health, zone }: { of: ChannelHealth; zone: string }) =>
  health.isRunning ? (
    health.words && <p class="router-words">{health.words}</p>
  ) : (
    <p class="router-words">
      No bot has run it since <Moment at={health.seenAt} zone={zone} />. Where that is not as it should be,
      start one.
    </p>
  );

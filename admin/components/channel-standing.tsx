import type { Standing } from '../../domain/channel.ts';

const names: Record<Standing['state'], string> = {
  well: 'Works',
  connecting: 'Connecting',
  away: 'Away',
  restricted: 'Restricted',
  refused: 'Refused',
  unlinked: 'Not linked',
};

/** How an account stands, as a word with a colour. Null: it has never run. */
export const StandingBadge = ({ state }: { state: Standing['state'] | null }) => (
  <span class="status" data-standing={state ?? 'off'}>
    {state ? names[state] : 'Not set up'}
  </span>
);

/** What an account has to say about how it stands. */
export const StandingWords = ({ words }: Pick<Standing, 'words'>) =>
  words ? <p class="router-words">{words}</p> : null;

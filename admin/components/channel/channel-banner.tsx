import type { TroubledAccount } from '../../../db/channel/channel-accounts.ts';
import { channelFacts } from '../../../domain/channel.ts';
import { Icon } from '../icon.tsx';

interface Props {
  troubles: readonly TroubledAccount[];
  /** Sent beside a part of a page, to stand in the place of the one that is there. */
  isNews?: boolean;
}

/** On every page, while an account needs a person. Its place is there always, so that a change is read out. */
export const ChannelBanner = ({ troubles, isNews }: Props) => (
  <div id="channel-banner" role="status" hx-swap-oob={isNews ? 'innerMorph' : undefined}>
    {troubles.length > 0 && (
      <div class="banner">
        <Icon name="triangle-alert" />
        <div>
          {troubles.map(({ channel, words }) => (
            <p>
              <strong>{channelFacts[channel].name} needs you.</strong> {words}
            </p>
          ))}
        </div>
        <a href="/channels">See the channels</a>
      </div>
    )}
  </div>
);

import type { ChannelCost, ChannelHealth } from '../../../db/channel/channel-health.ts';
import { type Channel, channelFacts, channels, needsPerson } from '../../../domain/channel.ts';
import { Ago } from '../ago.tsx';
import { Icon } from '../icon.tsx';
import { Moment } from '../time.tsx';
import { setUpOf } from './channel-setup.tsx';
import { StandingBadge, StandingWords } from './channel-standing.tsx';

interface Props {
  health: readonly ChannelHealth[];
  costs: readonly ChannelCost[];
  publicUrl: string;
  mayEdit: boolean;
  zone: string;
}

/** A card for each account; a channel that has never run says how it is set up. */
export const ChannelCards = (props: Props) => (
  <div class="channel-cards">
    {channels.flatMap((channel) => {
      const accounts = props.health.filter((account) => account.channel === channel);
      if (accounts.length === 0) return [<UnusedChannel {...props} channel={channel} />];
      return accounts.map((account) => <AccountCard {...props} account={account} />);
    })}
  </div>
);

const CardHead = ({ channel, account }: { channel: Channel; account: ChannelHealth | null }) => (
  <header class="channel-head">
    <h2>
      <Icon name={setUpOf(channel).icon} />
      {channelFacts[channel].name}
    </h2>
    <StandingBadge of={account} />
  </header>
);

const UnusedChannel = ({ channel, publicUrl }: Props & { channel: Channel }) => {
  const { how, Addresses } = setUpOf(channel);
  return (
    <article class="card plain channel" data-unused="true">
      <CardHead channel={channel} account={null} />
      <p class="muted">{how}</p>
      {Addresses && <Addresses publicUrl={publicUrl} />}
    </article>
  );
};

const AccountCard = (props: Props & { account: ChannelHealth }) => {
  const { account, publicUrl, mayEdit, zone } = props;
  const { Addresses, page, showName } = setUpOf(account.channel);
  const { publicName } = account;
  return (
    <article class="card plain channel" data-unused={account.isRunning ? undefined : 'true'}>
      <CardHead channel={account.channel} account={account} />
      <div>
        <p class="channel-name">{publicName ? (showName?.(publicName) ?? publicName) : account.account}</p>
        {account.isRunning && (
          <p class="muted fine">
            since <Moment at={account.since} zone={zone} />
          </p>
        )}
      </div>
      <StandingWords of={account} zone={zone} />
      <Figures {...props} />
      {Addresses && <Addresses publicUrl={publicUrl} />}
      {page && mayEdit && (
        <a
          class="btn"
          data-variant={needsPerson(account) ? undefined : 'outline'}
          data-size="sm"
          href={page.path}
        >
          {page.name}
        </a>
      )}
    </article>
  );
};

const Figures = ({ account, costs, zone }: Props & { account: ChannelHealth }) => (
  <dl class="facts">
    <div>
      <dt>Last heard</dt>
      <dd>
        <Ago at={account.lastInboundAt} zone={zone} />
      </dd>
    </div>
    <div>
      <dt>Last said</dt>
      <dd>
        <Ago at={account.lastOutboundAt} zone={zone} />
      </dd>
    </div>
    <div>
      <dt>Waiting to leave</dt>
      <dd>{showCount(account.queued)}</dd>
    </div>
    <div>
      <dt>Failed in 24 hours</dt>
      <dd data-tone={account.failed > 0 ? 'bad' : undefined}>{showCount(account.failed)}</dd>
    </div>
    {account.parked > 0 && (
      <div>
        <dt>Parked</dt>
        <dd>
          <a href="#parked">{showCount(account.parked)}, see below</a>
        </dd>
      </div>
    )}
    {costs
      .filter(({ channel }) => channel === account.channel)
      .map(({ currency, amount }) => (
        <div>
          <dt>Cost this month</dt>
          <dd>{showCost(currency, amount)}</dd>
        </div>
      ))}
  </dl>
);

const counts = new Intl.NumberFormat('en');
const showCount = (count: number): string => counts.format(count);

const amounts = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `KES 1,234.50`. Shown, never reckoned with: a float does. */
const showCost = (currency: string, amount: string): string =>
  `${currency} ${amounts.format(Number(amount))}`;

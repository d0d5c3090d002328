import type { Child } from 'hono/jsx';
import type { Channel } from '../../../domain/channel.ts';
import { displayPhone } from '../../../domain/phone.ts';
import { Icon, type IconName } from '../icon.tsx';

interface SetUp {
  icon: IconName;
  /** What people write to, from the account's public name. */
  showName?: (publicName: string) => string;
  /** What the operator does to switch it on. */
  how: Child;
  /** What must be told to the provider, at which addresses of ours. */
  Addresses?: (props: { publicUrl: string }) => Child;
  /** Where staff go on, once it runs. */
  page?: { path: string; name: string };
}

const Code = ({ children }: { children: Child }) => <code>{children}</code>;

/** A channel without a row here is told of in docs/operations.md. */
const setUps: Partial<Record<Channel, SetUp>> = {
  telegram: {
    icon: 'send',
    showName: (username) => `@${username}`,
    how: (
      <>
        Make a bot with <strong>@BotFather</strong>, put its token into <Code>TELEGRAM_BOT_TOKEN</Code> where
        Karibu runs, and start it again.
      </>
    ),
  },
  whatsapp: {
    icon: 'smartphone',
    showName: (digits) => displayPhone(`+${digits}`),
    how: (
      <>
        Set <Code>WHATSAPP=baileys</Code> where Karibu runs and start it again; then link a number here.
      </>
    ),
    page: { path: '/channels/whatsapp', name: 'Link or unlink' },
  },
  sms: {
    icon: 'message-square-text',
    how: (
      <>
        With an account at Africa’s Talking set <Code>AFRICASTALKING_USERNAME</Code>,{' '}
        <Code>AFRICASTALKING_API_KEY</Code>, <Code>AFRICASTALKING_SENDER</Code> (a short code, so that people
        can answer) and <Code>SMS_WEBHOOK_SECRET</Code>, and start Karibu again.
      </>
    ),
    Addresses: ({ publicUrl }) => (
      <details class="addresses">
        <summary>
          <Icon name="chevron-right" />
          Addresses for Africa’s Talking
        </summary>
        <dl>
          {smsHooks.map(({ name, hook }) => (
            <div>
              <dt>{name}</dt>
              <dd>
                <code>{`${publicUrl}/hooks/sms/<secret>/${hook}`}</code>
              </dd>
            </div>
          ))}
        </dl>
        <p class="hint">
          In place of <Code>{'<secret>'}</Code> stands what you gave as <Code>SMS_WEBHOOK_SECRET</Code>; this
          page does not know it.
        </p>
      </details>
    ),
  },
  web: {
    icon: 'globe',
    how: (
      <>
        Every bot serves it. Start one with <Code>ROLE=bot</Code>, or everything in one process with{' '}
        <Code>ROLE=all</Code>.
      </>
    ),
    Addresses: ({ publicUrl }) => (
      <p class="fine">
        People write at <a href={`${publicUrl}/chat`}>{`${publicUrl}/chat`}</a>
      </p>
    ),
  },
};

const smsHooks = [
  { name: 'Incoming messages', hook: 'inbound' },
  { name: 'Delivery reports', hook: 'report' },
  { name: 'Opt-out', hook: 'optout' },
];

const elsewhere: SetUp = { icon: 'messages-square', how: <>docs/operations.md tells how to set it up.</> };

export const setUpOf = (channel: Channel): SetUp => setUps[channel] ?? elsewhere;

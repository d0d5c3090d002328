import type { DueConversation, SteppedConversation } from '../db/chat/conversations.ts';
import { type StepAll, stepConversations } from '../db/chat/inbox.ts';
import type { Database, Transaction } from '../db/database.ts';
import { listPackages } from '../db/packages.ts';
import { readSettings, type Settings } from '../db/settings.ts';
import type { Channel } from '../domain/channel.ts';
import type { Inbound } from '../domain/message.ts';
import type { Log } from '../log.ts';
import type { Capabilities } from './channels/channel.ts';
import { parseState, type State } from './conversation/state.ts';
import type { Talk, TalkEvent, World } from './conversation/talk.ts';
import { bringAbout } from './effects.ts';
import { stepGroup } from './group-effects.ts';
import { keepRounds, type Rounds } from './rounds.ts';

/** An effect may cause an event, and that another effect; a talk that goes on longer than this runs in a circle. */
const mostEvents = 10;

type TalkCapabilities = Pick<Capabilities, 'contactButton' | 'buttons' | 'location' | 'brief' | 'forgeable'>;

interface Conversing {
  talk: Talk;
  /** What the channel of a chat can do; a channel that this process does not run can do what every channel can. */
  capabilitiesOf(channel: Channel): TalkCapabilities;
}

/** Steps messages as they come, in any number of processes; `stop` lets the batch under way commit. */
export function converse(options: Conversing & { db: Database; log: Log }): Promise<Rounds> {
  const { db, log } = options;
  const stepAll = stepWith(options);
  return keepRounds({
    db,
    bell: 'inbox',
    what: 'Stepping messages',
    log,
    round: async () => (await stepConversations(db, stepAll)) > 0,
  });
}

/** What the ISP is and sells, read once for a batch. */
interface Shop {
  settings: Settings;
  packages: World['packages'];
}

function stepWith(conversing: Conversing): StepAll {
  return async (tx, due) => {
    const [settings, packages] = await Promise.all([readSettings(tx), listPackages(tx)]);
    const shop: Shop = { settings, packages };
    const stepped: SteppedConversation[] = [];
    for (const conversation of due) stepped.push(await stepConversation(tx, conversation, shop, conversing));
    return stepped;
  };
}

/** Everything that one conversation's step builds up, message by message. */
interface Progress {
  state: State;
  world: World;
  replies: SteppedConversation['replies'];
}

async function stepConversation(
  tx: Transaction,
  conversation: DueConversation,
  shop: Shop,
  conversing: Conversing,
): Promise<SteppedConversation> {
  if (conversation.isGroup) return stepGroup(tx, conversation, shop.settings.ispName);
  const progress: Progress = {
    state: parseState(conversation.state),
    world: worldOf(conversation, shop, conversing),
    replies: [],
  };
  for (const { inbound } of conversation.messages) {
    await stepMessage(tx, conversation, inbound, progress, conversing.talk);
  }
  return { id: conversation.id, state: progress.state, replies: progress.replies };
}

async function stepMessage(
  tx: Transaction,
  conversation: DueConversation,
  { said, attestedPhone, senderPhone, displayName }: Inbound,
  progress: Progress,
  talk: Talk,
): Promise<void> {
  // Nobody speaks by blocking, and nobody would read the answer.
  if (said.kind === 'blocked' || said.kind === 'unblocked') return;
  if (attestedPhone) progress.world = { ...progress.world, attestedPhone };
  if (senderPhone) progress.world = { ...progress.world, senderPhone };
  const events: TalkEvent[] = [{ kind: 'said', said }];
  for (let count = 1; events.length > 0; count++) {
    if (count > mostEvents) throw new Error(`The conversation has caused ${mostEvents} events and goes on.`);
    // The loop's condition has just looked.
    const event = events.shift() as TalkEvent;
    const { state, replies, effects } = talk(progress.state, event, progress.world);
    progress.state = state;
    const despiteStop = effects.some((effect) => effect.do === 'stop');
    progress.replies.push(...replies.map((body) => ({ body, despiteStop })));
    for (const effect of effects) {
      const chat = {
        id: conversation.id,
        displayName: displayName ?? conversation.displayName,
        world: progress.world,
      };
      const outcome = await bringAbout(tx, chat, effect);
      if (outcome.event) events.push(outcome.event);
      progress.world = { ...progress.world, ...outcome.world };
    }
  }
}

function worldOf(conversation: DueConversation, { settings, packages }: Shop, conversing: Conversing): World {
  const { channel, person, staffWroteLast, attestedPhone, senderPhone } = conversation;
  const can = conversing.capabilitiesOf(channel);
  return {
    ispName: settings.ispName,
    country: settings.country,
    language: conversation.language ?? person?.language ?? settings.language,
    channel,
    hasContactButton: can.contactButton,
    hasButtons: can.buttons,
    takesLocation: can.location,
    isBrief: can.brief,
    isForgeable: can.forgeable,
    attestedPhone,
    senderPhone,
    person,
    staffWroteLast,
    packages,
  };
}

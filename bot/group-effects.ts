import { alertIn, alertNoMoreIn, readGroup } from '../db/chat/alert-group.ts';
import type { DueConversation, SteppedConversation } from '../db/chat/conversations.ts';
import type { Transaction } from '../db/database.ts';
import { channelFacts } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';
import { type GroupEffect, talkInGroup } from './conversation/in-group.ts';

/** Steps what was done in a group. It has no state, and what it may bring about is no effect of a talk with a person. */
export async function stepGroup(
  tx: Transaction,
  { id, messages }: Pick<DueConversation, 'id' | 'messages'>,
  ispName: string,
): Promise<SteppedConversation> {
  const replies: SteppedConversation['replies'] = [];
  for (const { inbound } of messages) {
    // Read anew for each message: the one before it may have changed what is known.
    const { channel, publicName, isNew, writerRole } = await readGroup(tx, id, inbound.writer ?? null);
    const privateLink = (publicName && channelFacts[channel].link?.(publicName)) ?? null;
    const step = talkInGroup(inbound.said, { ispName, privateLink, isNew, writerRole });
    for (const effect of step.effects) await bringAboutInGroup(tx, id, effect);
    replies.push(...step.replies.map((body) => ({ body, despiteStop: false })));
  }
  return { id, state: null, replies };
}

function bringAboutInGroup(tx: Transaction, group: Id<'conversation'>, effect: GroupEffect): Promise<void> {
  switch (effect) {
    case 'alert_here':
      return alertIn(tx, group);
    case 'alert_no_more':
      return alertNoMoreIn(tx, group);
  }
}

import { GrammyError } from 'grammy';
import type { Ears, Outgoing, SendOutcome } from '../channel.ts';
import type { Line } from './line.ts';
import { fitText, toMarkup } from './outgoing.ts';
import { outcomeOf } from './trouble.ts';

/** Says it. To a group that has another id meanwhile it is said there, and the house learns the new id. */
export async function sendTo(
  line: Line,
  receive: Ears['receive'],
  address: string,
  outgoing: Outgoing,
): Promise<SendOutcome> {
  try {
    return await say(line, address, outgoing);
  } catch (error) {
    const moved = movedTo(error);
    if (!moved) return outcomeOf(error);
    hearOfMove(line, receive, address, moved);
    return say(line, moved, outgoing).catch(outcomeOf);
  }
}

async function say({ api, newest }: Line, address: string, outgoing: Outgoing): Promise<SendOutcome> {
  const sent = await api.sendMessage(address, fitText(outgoing.text), {
    reply_markup: toMarkup(outgoing),
    link_preview_options: { is_disabled: true },
  });
  newest.keep(address, sent.message_id);
  return { outcome: 'sent', id: String(sent.message_id) };
}

/** Telegram makes a group that grows a supergroup, with another id, and refuses what is sent to the old one. */
function movedTo(error: unknown): string | null {
  const moved = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
  return moved === undefined ? null : String(moved);
}

/** As if the message that tells of it had come; it may have come long ago, or never. The send does not wait for that. */
function hearOfMove({ log }: Line, receive: Ears['receive'], before: string, now: string): void {
  const move = {
    externalId: `moved ${before} ${now}`,
    address: now,
    otherAddresses: [before],
    displayName: null,
    attestedPhone: null,
    sentAt: null,
    said: { kind: 'unblocked' as const },
  };
  receive([move]).catch((error: unknown) =>
    log.warn({ err: error }, 'A group has another id; it could not be kept and is learnt at the next send.'),
  );
}

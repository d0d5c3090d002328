import type { Said } from '../../domain/message.ts';
import { may } from '../../domain/permissions.ts';
import type { Role } from '../../domain/person.ts';
import type { Phrase, Reply } from '../phrases/phrase.ts';

// A group is no prospect's chat: several people listen, so nothing is asked and nothing of anybody is kept. What can come
// of it is a line to read, and whether staff are told there. Nothing else has a name in `GroupEffect`.

/** What may be known of a group, and of whoever did something in it. */
export interface GroupWorld {
  ispName: string;
  /** Where to write to us in private; null while our name is not known. */
  privateLink: string | null;
  /** We come for the first time, or again after we were sent away. */
  isNew: boolean;
  /** The role of whoever wrote, if they proved by a one-time link that their private chat is theirs. */
  writerRole: Role | null;
}

/** `alert_here`: this becomes the one group in which staff are told. `alert_no_more`: it is that no longer. */
export type GroupEffect = 'alert_here' | 'alert_no_more';

export interface GroupStep {
  replies: Reply[];
  effects: GroupEffect[];
}

/** What to say and do about what somebody did in a group. The channel passes on only what is meant for us. */
export function talkInGroup(said: Said, world: GroupWorld): GroupStep {
  switch (said.kind) {
    case 'group_joined':
      // Whoever brings us back does not mean by it that staff are told there again.
      return world.isNew ? say(inPrivateOnly(world), 'alert_no_more') : silence;
    case 'blocked':
      return { replies: [], effects: ['alert_no_more'] };
    case 'command':
      return answerCommand(said.name, said.argument, world);
    default:
      return silence;
  }
}

const silence: GroupStep = { replies: [], effects: [] };

const say = (phrase: Phrase, ...effects: GroupEffect[]): GroupStep => ({
  replies: [{ phrase, choices: [], asksContact: false }],
  effects,
});

const inPrivateOnly = ({ ispName, privateLink }: GroupWorld): Phrase => ({
  key: 'group_private_only',
  isp: ispName,
  link: privateLink,
});

function answerCommand(name: string, argument: string, world: GroupWorld): GroupStep {
  // A link that brings the bot into a group says /start there by itself, right after we have introduced ourselves.
  if (name === 'start') return silence;
  if (name !== 'alerts') return say(inPrivateOnly(world));
  const { ispName, writerRole } = world;
  if (!writerRole || !may(writerRole, 'editChannels'))
    return say({ key: 'group_alerts_refused', isp: ispName });
  switch (argument.toLowerCase()) {
    case '':
    case 'on':
      return say({ key: 'group_alerts_on' }, 'alert_here');
    case 'off':
      return say({ key: 'group_alerts_off' }, 'alert_no_more');
    default:
      return say({ key: 'group_alerts_how' });
  }
}

import { may } from '../../domain/permissions.ts';
import { isStaff } from '../../domain/person.ts';
import { displayPhone } from '../../domain/phone.ts';
import type { Phrase } from '../phrases/phrase.ts';
import { takeNext } from './next-lines.ts';
import { noteWhatWaited } from './note-media.ts';
import { callPerson } from './rest.ts';
import { beginTalk, type State } from './state.ts';
import { refuseLink } from './stop-and-start.ts';
import type { TalkEvent, World } from './talk.ts';
import { excerpt } from './tidy.ts';
import { asking, reply, saying, type Turn } from './turn.ts';

type Outcome = Exclude<TalkEvent, { kind: 'said' }>;

/** Goes on with what an effect brought about. */
export function outcome(event: Outcome, state: State, world: World): Turn {
  // Nobody spoke, so that nobody is owed an answer after STOP.
  if (state.stopped) return saying(state);
  switch (event.kind) {
    case 'captured':
      return noteWhatWaited(captured(event, state, world));
    case 'brought':
      return brought(event.outcome, state, world);
    case 'linked':
      return linked(event.person, state);
  }
}

/** Law 11: nothing here may differ between an own lead and a claim on somebody's; who is a customer is told only their own. */
function captured(
  { capture, customer }: Extract<Outcome, { kind: 'captured' }>,
  state: State,
  { isBrief }: World,
): Turn {
  if (state.phone === null) return saying(state);
  // The question was put already, and nobody in a brief talk is more than a claim.
  if (isBrief) return saying({ ...state, capture });
  if (!customer || capture.as === 'claim') return asking({ ...state, capture });
  const handedOver: State = { ...state, capture, step: 'handed_over', personCalled: true };
  return { ...saying(handedOver, { key: 'customer_handed_over' }), effects: [callPerson(handedOver)] };
}

function brought(what: 'created' | 'known', { phone, answers, lines }: State, world: World): Turn {
  const { person } = world;
  const agent = person?.name ?? null;
  const rested: State = { ...beginTalk(), ...(person && { about: 'other', lines }) };
  const thanks: Phrase =
    what === 'created'
      ? { key: 'brought_created', agent, name: answers.name ? excerpt(answers.name) : null }
      : { key: 'brought_known', agent, phone: phone ? displayPhone(phone) : '' };
  return takeNext(rested, world, reply(thanks));
}

function linked(person: Extract<Outcome, { kind: 'linked' }>['person'], state: State): Turn {
  if (!person) return refuseLink(state);
  const { name, role } = person;
  const phrase = { key: 'linked', name, staff: isStaff(role), brings: may(role, 'createLead') } as const;
  return saying({ ...beginTalk(), about: 'other' }, phrase);
}

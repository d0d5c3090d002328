import type { Phrase, Reply } from '../phrases/phrase.ts';
import { phonesIn } from './phones-in.ts';
import { readWhole } from './read-line.ts';
import { mostLines, type State } from './state.ts';
import type { World } from './talk.ts';
import { type Told, tell } from './tell.ts';
import { cutTo } from './tidy.ts';
import { asking, saying, type Turn } from './turn.ts';

// An agent may send several leads at once, or the next one before the first was sent in. One is read back at a time; the
// others wait as they were written.

const longestLine = 300;

/** The leads of a message: one a line where every line has a phone and words of its own, else the whole is one. */
export function leadLines(text: string, { country }: World): string[] {
  const lines = text.split('\n');
  const each = lines.every((it) => /\p{L}/u.test(it) && phonesIn(it, country).phones.length > 0);
  return each ? lines : [text];
}

/** A lead came while another is open: it is read back after that one. */
export function keepForLater(state: State, text: string, world: World): Turn {
  const { lines, aside } = waiting([...state.lines, ...leadLines(text, world)]);
  return asking({ ...state, lines }, aside);
}

/** As many of them as can wait, and what is said of it. */
export function waiting(all: readonly string[]): { lines: string[]; aside: Phrase } {
  const lines = all.slice(0, mostLines).map((it) => cutTo(it, longestLine));
  return { lines, aside: { key: all.length > mostLines ? 'next_not_kept' : 'next_kept' } };
}

/** What is open is sent in or cancelled: says these, and goes on to the lead that waits, if one does. */
export function takeNext(state: State, world: World, ...before: Reply[]): Turn {
  const [line, ...lines] = state.lines;
  if (line === undefined) return { ...saying(state), before };
  const turn = tellLine({ ...state, lines }, readWhole(line, world), world);
  return { ...turn, before: [...before, ...turn.before] };
}

/** A line is meant to be whole: of what it leaves out only name, phone and place are asked for. */
export function tellLine(state: State, told: Told, world: World): Turn {
  const noPackage = told.unsold === undefined ? { packageId: null } : {};
  return tell(state, { ...told, answers: { unitNumber: null, ...noPackage, ...told.answers } }, world);
}

import type { SocketConfig } from '@whiskeysockets/baileys';
import type { Log } from '../../../log.ts';

type BaileysLog = SocketConfig['logger'];

const nothing = () => undefined;

/** A long run of digits is somebody's number or LID; what Baileys says around it is enough. */
const withoutNumbers = (words: string) => words.replace(/\d{7,}/g, '…');

/**
 * What Baileys warns of, in its words alone: the objects beside them hold whole stanzas, with what people wrote and their
 * numbers, and sometimes keys.
 */
export function quietLog(log: Log): BaileysLog {
  const say = (level: 'warn' | 'error') => (about: unknown, words?: string) => {
    const said = words ?? (typeof about === 'string' ? about : 'Baileys had something to say without words.');
    log[level]({ part: 'baileys' }, withoutNumbers(said));
  };
  const quiet: BaileysLog = {
    level: 'warn',
    child: () => quiet,
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: say('warn'),
    error: say('error'),
  };
  return quiet;
}

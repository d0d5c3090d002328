import type { Said } from '../../domain/message.ts';

const command = /^\/(\w{1,64})(?:@\w+)?(?:\s+(.*))?$/s;

/** What somebody typed: `/start b_42` (on Telegram also `/start@our_bot b_42`) is a command, anything else is text. */
export function saidAs(text: string): Said {
  const [, name, argument = ''] = command.exec(text) ?? [];
  return name
    ? { kind: 'command', name: name.toLowerCase(), argument: argument.trim() }
    : { kind: 'text', text };
}

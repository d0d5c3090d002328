import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inviteStaff, resetPassword } from '../admin/auth/accounts.ts';
import { restoreBackup, writeBackup } from '../db/backup.ts';
import type { Database } from '../db/database.ts';
import { createApiKey } from '../db/person/api-keys.ts';
import { rebuildLeadMonths, verifyLeadMonths } from '../db/reports/lead-months.ts';
import { roles, staffRoles } from '../domain/person.ts';

/** The command line was not understood, or what it asked for was refused; `message` is the whole answer. */
class CommandRefused extends Error {
  override name = 'CommandRefused';
}

export interface Command {
  /** What must be given, in the order that `--help` shows. */
  options: readonly string[];
  file?: true;
  about: string;
  /** Answers what is printed. */
  perform(values: Record<string, string>, db: Database, publicUrl: string): Promise<string>;
}

function oneOf<T extends string>(words: readonly T[], given: string | undefined, option: string): T {
  const word = words.find((it) => it === given);
  if (!word) throw new CommandRefused(`--${option} must be one of ${words.join(', ')}.`);
  return word;
}

const staffRefusals: Record<string, string> = {
  email_known: 'Somebody with this e-mail is there already.',
  phone_known: 'Somebody with this phone is there already.',
};

const commands: Record<string, Command> = {
  'api-key create': {
    options: ['name', 'role'],
    about: `prints a new API key, once; roles: ${roles.join(', ')}`,
    async perform({ name = '', role }, db) {
      return (await createApiKey(db, name, oneOf(roles, role, 'role'))).key;
    },
  },
  'staff add': {
    options: ['name', 'email', 'role'],
    about: `prints a one-time link to choose a password; roles: ${staffRoles.join(', ')}`,
    async perform({ name = '', email = '', role }, db, publicUrl) {
      const added = await inviteStaff(db, publicUrl, { name, email, role: oneOf(staffRoles, role, 'role') });
      if ('refused' in added) throw new CommandRefused(staffRefusals[added.refused] ?? added.refused);
      return added.link;
    },
  },
  'staff reset': {
    options: ['email'],
    about: 'prints a one-time link to choose a new password',
    async perform({ email = '' }, db, publicUrl) {
      const reset = await resetPassword(db, publicUrl, email);
      if ('refused' in reset) throw new CommandRefused(`Nobody signs in as ${email}.`);
      return reset.link;
    },
  },
  'figures verify': {
    options: [],
    about: 'counts every lead and names the months of the dashboard that are wrong',
    async perform(_values, db) {
      const wrong = await verifyLeadMonths(db);
      if (wrong.length === 0) return 'The figures of the dashboard are what the leads say.';
      const lines = wrong.map(
        ({ month, counted, kept }) =>
          `${month.slice(0, 7)}: ${counted.arrived} came and ${counted.converted} were converted; shown are ${kept.arrived} and ${kept.converted}.`,
      );
      throw new CommandRefused([...lines, 'Mend them with: figures rebuild'].join('\n'));
    },
  },
  'figures rebuild': {
    options: [],
    about: 'counts the months of the dashboard anew; leads wait to be written meanwhile',
    async perform(_values, db) {
      await rebuildLeadMonths(db);
      return 'The figures of the dashboard are counted anew.';
    },
  },
  backup: {
    options: [],
    file: true,
    about: 'writes everything into FILE; SECRET_KEY is not in it, keep it beside',
    async perform({ file = '' }, db) {
      await writeBackup(db, resolve(file));
      return `Everything is in ${file}. Keep the SECRET_KEY (or DATA_DIR/secret.key) too: passwords open only with it.`;
    },
  },
  restore: {
    options: [],
    file: true,
    about: 'fills an empty Karibu from FILE',
    async perform({ file = '' }, db) {
      await restoreBackup(db, resolve(file));
      return `${file} is restored.`;
    },
  },
};

const usage = (name: string, { options, file }: Command) =>
  [name, ...options.map((option) => `--${option} …`), ...(file ? ['FILE'] : [])].join(' ');

export const help = [
  'Karibu, chat-first leads for Internet Service Providers.',
  '',
  'npm run -s karibu -- COMMAND',
  '',
  ...Object.entries(commands).map(
    ([name, command]) => `  ${usage(name, command).padEnd(50)} ${command.about}`,
  ),
  '',
  'It works on the running Karibu of DATA_DIR, or on DATABASE_URL, and never stops it.',
  '',
].join('\n');

/** Finds the command and reads its options; whatever is missing or too much is said with the right usage. */
export function readCommand(args: string[]): { command: Command; values: Record<string, string> } {
  const name = Object.keys(commands).find((it) => args.slice(0, it.split(' ').length).join(' ') === it);
  const command = name ? commands[name] : undefined;
  if (!name || !command) throw new CommandRefused(`There is no such command.\n\n${help}`);
  const rest = args.slice(name.split(' ').length);
  const refuse = (why: string) => new CommandRefused(`${why}\nUsage: ${usage(name, command)}`);
  const options = Object.fromEntries(command.options.map((option) => [option, { type: 'string' as const }]));
  const parsed = (() => {
    try {
      return parseArgs({ args: rest, options, allowPositionals: command.file === true });
    } catch (error) {
      throw refuse(error instanceof Error ? error.message : String(error));
    }
  })();
  const values: Record<string, string> = {};
  for (const option of command.options) {
    const value = parsed.values[option];
    if (typeof value !== 'string' || value.trim() === '') throw refuse(`--${option} is missing.`);
    values[option] = value.trim();
  }
  const [file] = parsed.positionals;
  if (command.file && !file) throw refuse('FILE is missing.');
  if (file) values.file = file;
  return { command, values };
}

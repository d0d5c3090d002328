import { z } from 'zod';

/**
 * What the bot can say, as data: a key and what stands in it. It is stored in the outbox and given words, in the reader's
 * language, when it is sent. `en.ts` and `sw.ts` must word every one.
 */
export const phrase = z.discriminatedUnion('key', [
  z.object({ key: z.literal('greet_prospect'), isp: z.string() }),
]);
export type Phrase = z.infer<typeof phrase>;

/** A button. `value` comes back as `{ kind: 'choice' }`; at most 64 bytes. A label that is data (a package) is plain text. */
const choice = z.object({ label: z.union([phrase, z.object({ text: z.string() })]), value: z.string().max(64) });

/** One reply: a phrase and what may be answered to it by a tap. */
export const reply = z.object({
  phrase,
  choices: z.array(choice).default([]),
  /** Ask for the sender's own contact, where the channel has a button for that. */
  asksContact: z.boolean().default(false),
});
export type Reply = z.infer<typeof reply>;

import { z } from 'zod';
import type { ClaimedSend } from '../db/chat/sends.ts';
import type { Notice } from '../domain/notice.ts';
import type { Language } from '../domain/person.ts';
import type { Words } from './channels/channel.ts';
import { wordNotice } from './phrases/notices.ts';
import { reply } from './phrases/phrase.ts';
import { wordPhrase } from './phrases/words.ts';

/**
 * Gives a queued message its words, in the language its reader has now. Throws when the body is none of ours any more: a
 * newer or older Karibu wrote it.
 */
export function wordSend({ kind, body, language }: Pick<ClaimedSend, 'kind' | 'body' | 'language'>): Words {
  // What staff write within a day of the person's last message leaves as an answer does.
  if (kind === 'reply' && !isStaffMessage(body)) return wordReply(body, language);
  // Its kind decides whether there are words for it; one that is not known has none and throws.
  const text = words.parse(wordNotice(body as Notice, language));
  return { text, choices: [], contactLabel: null };
}

const words = z.string().min(1);

const isStaffMessage = (body: unknown): boolean =>
  z.object({ kind: z.literal('staff_message') }).safeParse(body).success;

function wordReply(body: unknown, language: Language): Words {
  const { phrase, choices, asksContact } = reply.parse(body);
  return {
    text: words.parse(wordPhrase(phrase, language)),
    choices: choices.map(({ label, value, way = false }) => ({
      label: 'text' in label ? label.text : wordPhrase(label, language),
      value,
      way,
    })),
    contactLabel: asksContact ? wordPhrase({ key: 'label_share_contact' }, language) : null,
  };
}

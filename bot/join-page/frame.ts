import type { Context } from 'hono';
import type { Database } from '../../db/database.ts';
import { listPackages, type Package } from '../../db/packages.ts';
import { readSettings } from '../../db/settings.ts';
import { type Language, languages } from '../../domain/person.ts';
import type { Country } from '../../domain/phone.ts';
import { type JoinWords, joinWords } from './words.ts';

/** How the page was asked for; it is asked for in the same way again. */
export interface Manner {
  language: Language;
  /** Within the frame of another site. */
  isEmbedded: boolean;
  /** Of the link by which they came; empty without one. */
  referralCode: string;
}

/** What every page of the form stands on. */
export interface JoinFrame extends Manner {
  isp: string;
  country: Country;
  packages: readonly Package[];
  words: JoinWords;
}

export async function readFrame(db: Database, c: Context): Promise<JoinFrame> {
  const [settings, packages] = await Promise.all([readSettings(db), listPackages(db)]);
  const language = askedLanguage(c) ?? settings.language;
  return {
    language,
    isEmbedded: c.req.query('embed') === '1',
    referralCode: /^[\w-]{1,64}$/.exec(c.req.query('r') ?? '')?.[0] ?? '',
    isp: settings.ispName,
    country: settings.country,
    packages,
    words: joinWords[language],
  };
}

/** As the link says, else the first language of the browser that we speak; null: neither says one. */
export function askedLanguage(c: Context): Language | null {
  const wishes = [c.req.query('lang') ?? '', ...(c.req.header('accept-language') ?? '').split(',')];
  for (const wish of wishes) {
    const code = wish.trim().slice(0, 2).toLowerCase();
    const language = languages.find((known) => known === code);
    if (language) return language;
  }
  return null;
}

/** An address of these pages. */
export function addressOf(path: string, { language, isEmbedded, referralCode }: Manner): string {
  const query = new URLSearchParams({ lang: language });
  if (referralCode) query.set('r', referralCode);
  if (isEmbedded) query.set('embed', '1');
  return `${path}?${query}`;
}

import type { Id } from '../../domain/id.ts';
import { sourceOf } from '../../domain/lead.ts';
import type { AgentKind, Language } from '../../domain/person.ts';
import type { Phone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { keepFirst, nameRequest } from '../idempotent-answers.ts';
import type { ChatAnswers } from './lead-capture.ts';
import { takeInLead } from './lead-intake.ts';
import type { NewLead } from './leads.ts';

/** What somebody sent with the form page. */
export interface JoinForm {
  phone: Phone;
  answers: ChatAnswers;
  /** From the link by which they came; a code that nobody has counts for nothing. */
  referralCode: string | null;
  /** What stood beside the box that they ticked, word for word. */
  consent: { words: string; language: Language };
}

/**
 * Takes in a form from the website. The phone is only claimed (law 11): a known one becomes a touch for staff, and nothing
 * tells which it was. The consent is kept as proof. STOP stays in force, for anybody may type anybody's number.
 * `formKey`: of one rendering of the page; the same form sent twice is taken in once.
 */
export async function takeInForm(db: Database, form: JoinForm, formKey: string): Promise<void> {
  const request = nameRequest('form', JSON.stringify([formKey, form]), []);
  await commit(db, async (tx) => {
    if (!(await keepFirst(tx, request, { status: 202, body: '' }))) return;
    const { words, language } = form.consent;
    await tx.sql`
      insert into consents (phone, kind, words) values (${form.phone}, 'form', ${`${language}: ${words}`})`;
    await takeIn(tx, form);
  });
}

async function takeIn(tx: Transaction, form: JoinForm): Promise<void> {
  const bringer = await findBringer(tx, form.referralCode);
  const lead: NewLead = {
    ...form.answers,
    phone: form.phone,
    source: sourceOf(bringer?.agentKind ?? null, 'form'),
    broughtInBy: bringer?.name ?? null,
    broughtInByContact: bringer?.phone ?? null,
    broughtInByPersonId: bringer?.id ?? null,
  };
  const taken = await takeInLead(tx, lead, null, 'form');
  // A package may have been deleted while the page stood open; the rest of what was said is not lost with it.
  if (taken !== 'received') await takeInLead(tx, { ...lead, packageId: null }, null, 'form');
}

interface Bringer {
  id: Id<'user'>;
  name: string;
  phone: Phone | null;
  agentKind: AgentKind | null;
}

async function findBringer(tx: Transaction, code: string | null): Promise<Bringer | null> {
  if (!code) return null;
  const [person] = await tx.sql<Bringer[]>`
    select id, name, phone, agent_kind from people where referral_code = ${code} and active`;
  return person ?? null;
}

import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { listLeads } from '../../db/lead/lead-list.ts';
import { mergeLeads } from '../../db/lead/lead-merge.ts';
import { mergeFieldNames } from '../../db/lead/lead-merge-fields.ts';
import { previewMerge } from '../../db/lead/lead-merge-reads.ts';
import { findLead, type LeadRecord } from '../../db/lead/lead-reads.ts';
import { undoMerge } from '../../db/lead/lead-unmerge.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { Icon } from '../components/icon.tsx';
import { MergeForm, MergeSearch } from '../components/lead/lead-merge.tsx';
import { callLead, leadTitle } from '../components/lead/status.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { goOn, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { blankForm, type FormState, readForm } from '../forms/form.ts';
import { requiredText } from '../forms/typed.ts';
import { wordsOfMergeRefused, wordsOfStayed, wordsOfUndoRefused } from '../merge-words.ts';
import { say } from '../said.ts';
import { visionOf } from '../viewer.ts';
import { withLead } from '../visible-lead.ts';

const searchForm = z.object({ q: requiredText(80, 'Write a part of the name or of the phone.') });
const choice = z.enum(['kept', 'gone']).optional();
const choicesForm = z.object(Object.fromEntries(mergeFieldNames.map((field) => [field, choice])));

/** Two leads are one person: look for the other, see both side by side, merge; and undo it. */
export function leadMergePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>()
    .get('/leads/:id/merge', allow('mergeLeads'), by(withLead(askForOther)))
    .post('/leads/:id/merge/search', allow('mergeLeads'), by(withLead(search)))
    .get('/leads/:id/merge/:other', allow('mergeLeads'), by(withLead(withOther(showPair))))
    .post('/leads/:id/merge/:other', allow('mergeLeads'), by(withLead(withOther(merge))))
    .post('/leads/:id/merges/:merge/undoing', allow('mergeLeads'), by(withLead(undo)));
}

const askForOther = (_desk: Desk, c: DeskContext, lead: LeadRecord) => showSearch(c, lead, blankForm, null);

async function search({ db }: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const { data, form } = await readForm(c, searchForm);
  const vision = visionOf(c.var.viewer);
  if (!data || !vision) return showSearch(c, lead, form, null);
  const { leads } = await listLeads(db, vision, {
    filter: { search: { text: data.q, country: c.var.settings.country } },
    sort: { by: 'createdAt', descending: true },
    after: null,
    limit: 12,
  });
  const others = leads.filter(({ id }) => id !== lead.id);
  return showSearch(c, lead, form, others);
}

function showSearch(
  c: DeskContext,
  lead: LeadRecord,
  form: FormState,
  found: readonly LeadRecord[] | null,
): Response | Promise<Response> {
  return showSheet(
    c,
    {
      title: 'Merge with another lead',
      hint: `For when ${callLead(lead)} is in the list twice.`,
      at: 'leads',
      back: `/leads/${lead.id}`,
      status: form.errors.q ? 422 : 200,
    },
    <MergeSearch lead={lead} form={form} found={found} />,
  );
}

type Pair = { kept: LeadRecord; gone: LeadRecord };

const withOther =
  (answer: (desk: Desk, c: DeskContext, pair: Pair) => Promise<Response>) =>
  async (desk: Desk, c: DeskContext, kept: LeadRecord): Promise<Response> => {
    const id = c.req.param('other');
    const vision = visionOf(c.var.viewer);
    const gone = vision && isId('lead', id) ? await findLead(desk.db, id, vision) : null;
    return gone ? answer(desk, c, { kept, gone }) : showRefusal(c, 'missing');
  };

async function showPair(desk: Desk, c: DeskContext, pair: Pair): Promise<Response> {
  return showPreview(desk, c, pair);
}

async function showPreview({ db }: Desk, c: DeskContext, pair: Pair, error?: string): Promise<Response> {
  const preview = await previewMerge(db, { kept: pair.kept.id, gone: pair.gone.id });
  const zone = c.var.settings.timeZone;
  const body =
    'refused' in preview ? (
      <NoMerge pair={pair}>
        {wordsOfMergeRefused(preview.refused)}
        {preview.refused === 'keep_customer' && <Swap pair={pair} />}
      </NoMerge>
    ) : (
      <MergeForm {...pair} zone={zone} preview={preview} error={error} />
    );
  return showSheet(
    c,
    {
      title: 'Merge two leads',
      hint: 'Both are the same person: one lead stays.',
      at: 'leads',
      back: `/leads/${pair.kept.id}`,
      status: error ? 422 : 200,
    },
    body,
  );
}

const NoMerge = ({ pair, children }: { pair: Pair; children: Child }) => (
  <div class="sheet-form">
    <p class="trouble" role="alert">
      {children}
    </p>
    <a class="btn" data-variant="outline" href={`/leads/${pair.kept.id}`} data-close>
      Back to {leadTitle(pair.kept)}
    </a>
  </div>
);

const Swap = ({ pair: { kept, gone } }: { pair: Pair }) => (
  <>
    {' '}
    <a href={`/leads/${gone.id}/merge/${kept.id}`} hx-get={`/leads/${gone.id}/merge/${kept.id}`}>
      <Icon name="undo-2" /> Keep {leadTitle(gone)}
    </a>
  </>
);

async function merge(desk: Desk, c: DeskContext, pair: Pair): Promise<Response> {
  const { data } = await readForm(c, choicesForm);
  const chosen = mergeFieldNames.filter((field) => data?.[field] === 'gone');
  const result = await mergeLeads(desk.db, {
    kept: pair.kept.id,
    gone: pair.gone.id,
    choices: new Set(chosen),
    by: c.var.viewer.person.id,
  });
  if ('refused' in result) return showPreview(desk, c, pair, wordsOfMergeRefused(result.refused));
  say(c, `${leadTitle(pair.gone)} is part of this lead now.`);
  return goOn(c, `/leads/${pair.kept.id}`);
}

async function undo({ db }: Desk, c: DeskContext, lead: LeadRecord): Promise<Response> {
  const id = c.req.param('merge');
  if (!isId('lead_merge', id)) return showRefusal(c, 'missing');
  const result = await undoMerge(db, id, c.var.viewer.person.id);
  if ('refused' in result) {
    say(c, wordsOfUndoRefused(result));
    return goOn(c, `/leads/${lead.id}`);
  }
  say(c, `The two are two again. This is the one that is back.${wordsOfStayed(result.stayed)}`);
  return goOn(c, `/leads/${result.undone}`);
}

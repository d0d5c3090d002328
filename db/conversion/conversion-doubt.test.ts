import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { notesAbout, openWorkshop, type RouterAtWork, type Workshop } from '../../test/workshop.ts';
import { findLead, readTimeline } from '../lead/lead-reads.ts';
import { claimTurn } from './conversion-claim.ts';
import { mayBeSettled, settleDoubt } from './conversion-doubt.ts';
import { findConversion, findUserOfConversion } from './conversion-reads.ts';
import { conclude } from './conversion-verdict.ts';
import { recordLook } from './conversion-work.ts';

const terms = { patienceMs: 10_000, settleMs: 120_000, leaseMs: 60_000 };

let shop: Workshop;
let router: RouterAtWork;
let wanjiru: { id: Id<'user'>; name: string };
beforeAll(async () => {
  shop = await openWorkshop();
  wanjiru = { id: shop.wanjiru, name: 'Wanjiru' };
});
afterAll(() => shop.close());
beforeEach(async () => {
  router = await shop.startRouter();
});

/** Its add was sent, nobody heard the answer, and then lightning struck the router. */
async function fallIntoDoubt(name: string, minutesAgo: number) {
  const lead = await shop.newLead(name);
  const id = await shop.ask(lead, { routerId: router.id, username: name.toLowerCase() });
  const claimed = await claimTurn(shop.db, router.id, terms);
  if (!claimed) throw new Error('Nothing could be claimed.');
  await recordLook(shop.db, claimed.turn, 'add');
  const error = { code: 'outcome_unknown' as const, message: 'It did not answer.' };
  await conclude(shop.db, claimed.turn, { state: 'uncertain', error, afterMs: 60_000 });
  await shop.db.sql`
    update conversions set unanswered_since = now() - ${minutesAgo} * interval '1 minute' where id = ${id}`;
  return { lead, id };
}

describe('a doubt about a router that is gone', () => {
  test('ends as done when a person saw the user there, and says who', async () => {
    const { lead, id } = await fallIntoDoubt('Akinyi', 11);
    expect(await settleDoubt(shop.db, id, 'present', wanjiru)).toBe('ok');
    expect(await findLead(shop.db, lead)).toMatchObject({
      status: 'Converted',
      mikrotikUser: { username: 'akinyi' },
      isConverting: false,
    });
    const [end] = await readTimeline(shop.db, lead);
    expect(end).toMatchObject({ kind: 'status', details: { to: 'Converted' } });
    const steps = (await findConversion(shop.db, id))?.steps ?? [];
    expect(steps.at(-1)).toMatchObject({ what: 'verified', words: 'Wanjiru saw it on the router.' });
    expect((await notesAbout(shop.db, id)).map(({ key }) => key)).toEqual(['asker', 'bringer']);
  });

  test('ends as failed when the user is not there; the lead is as before and free', async () => {
    const { lead, id } = await fallIntoDoubt('Barasa', 11);
    expect(await settleDoubt(shop.db, id, 'absent', wanjiru)).toBe('ok');
    expect(await findLead(shop.db, lead)).toMatchObject({ status: 'New', isConverting: false });
    expect(await findConversion(shop.db, id)).toMatchObject({
      state: 'failed',
      errorMessage: 'Wanjiru looked at the router: barasa is not on it.',
    });
    expect(await findUserOfConversion(shop.db, id)).toBeNull();
    await shop.ask(lead, { routerId: router.id, username: 'barasa' });
  });

  test('is told once, whoever presses twice', async () => {
    const { id } = await fallIntoDoubt('Chebet', 11);
    const settle = () => settleDoubt(shop.db, id, 'present', wanjiru);
    expect((await Promise.all([settle(), settle()])).toSorted()).toEqual([
      { refused: 'not_uncertain' },
      'ok',
    ]);
  });

  test('stays one while the add may still take effect', async () => {
    const { id } = await fallIntoDoubt('Dalmas', 9);
    const before = await findConversion(shop.db, id);
    expect(before && mayBeSettled(before)).toBe(false);
    expect(await settleDoubt(shop.db, id, 'absent', wanjiru)).toEqual({ refused: 'too_early' });
    expect(await findConversion(shop.db, id)).toEqual(before);
  });

  test('is left to a worker that is looking just now', async () => {
    const { id } = await fallIntoDoubt('Esther', 11);
    await shop.db.sql`update conversions set next_attempt_at = now() where id = ${id}`;
    const claimed = await claimTurn(shop.db, router.id, terms);
    expect(claimed?.turn.id).toBe(id);
    expect(await settleDoubt(shop.db, id, 'absent', wanjiru)).toEqual({ refused: 'not_uncertain' });
  });
});

import { describe, expect, test } from 'vitest';
import type { WhatsappLink } from '../db/channel/whatsapp-link.ts';
import { parsePhone } from '../domain/phone.ts';
import { isUnderWay, linkingOf } from './whatsapp-linking.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const secondsAgo = (seconds: number) => new Date(now - seconds * 1000);
const asked = (seconds: number, what: 'link' | 'unlink' = 'link') => ({
  what,
  at: secondsAgo(seconds).getTime(),
});
const phone = parsePhone('0733000222') ?? expect.fail();
const nothing: WhatsappLink = { wish: null, shown: null, phone: null, linkedAt: null };
const linked = (seconds: number): WhatsappLink => ({ ...nothing, phone, linkedAt: secondsAgo(seconds) });
const at = (link: WhatsappLink | null, ...rest: [ReturnType<typeof asked> | null, Date | null]) =>
  linkingOf(link, ...rest, now).at;

describe('the linking of WhatsApp', () => {
  test('is nowhere before anybody asks', () => {
    expect(at(null, null, null)).toBe('unlinked');
    expect(at(nothing, null, secondsAgo(900))).toBe('unlinked');
  });

  test('waits for the holder, and says after 15 s that none runs', () => {
    const wish: WhatsappLink = { ...nothing, wish: { by: 'qr' } };
    expect(at(wish, asked(2), null)).toBe('asked');
    expect(at(wish, asked(16), null)).toBe('unanswered');
    expect(at(wish, null, null)).toBe('asked');
  });

  test('has begun once the wish is taken, until something is shown', () => {
    expect(at(nothing, asked(3), secondsAgo(900))).toBe('begun');
    const shown = { kind: 'code', value: 'K4RB2XYZ', until: new Date(now + 60_000) } as const;
    expect(linkingOf({ ...nothing, shown }, asked(3), null, now)).toEqual({ at: 'shown', ...shown });
  });

  test('has failed when the account stands unlinked anew, or nothing comes for a minute', () => {
    expect(at(nothing, asked(10), secondsAgo(2))).toBe('unlinked');
    expect(at(nothing, asked(61), secondsAgo(900))).toBe('unlinked');
  });

  test('is done when a number is linked after it was asked for', () => {
    expect(at(linked(2), asked(30), null)).toBe('linked');
    expect(at(linked(900), asked(30), null)).toBe('begun');
    expect(at(linked(900), null, null)).toBe('linked');
  });

  test('is undone when no number is linked any more', () => {
    expect(at(linked(900), asked(3, 'unlink'), null)).toBe('begun');
    expect(at(nothing, asked(3, 'unlink'), null)).toBe('unlinked');
  });

  test('is looked at each second while something happens by itself', () => {
    expect(isUnderWay({ at: 'asked' })).toBe(true);
    expect(isUnderWay({ at: 'unanswered' })).toBe(true);
    expect(isUnderWay({ at: 'unlinked' })).toBe(false);
  });
});

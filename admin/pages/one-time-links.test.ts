import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  emailOf,
  hire,
  openBrowser,
  openTestDesk,
  publicUrl,
  signIn,
  staffPassword,
  type TestDesk,
} from '../../test/desk.ts';
import { createOwner, inviteStaff, offerOwnership, resetPassword } from '../auth/accounts.ts';

const pathOf = (link: string | null | undefined) => link?.replace(publicUrl, '') ?? '';

describe('before there is an owner', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await openTestDesk();
  });
  afterAll(() => desk.close());

  test('the set-up link makes one, who is signed in at once; the link is dead after that', async () => {
    const path = pathOf(await offerOwnership(desk.db, publicUrl));
    const browser = openBrowser(desk.routes);
    const page = await browser.get(path);
    expect(page.text).toContain('You are the owner');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const weak = await browser.post(path, {
      name: 'Amina Owino',
      email: 'amina@isp.test',
      password: 'short',
    });
    expect(weak.status).toBe(422);
    expect(weak.text).toContain('At least 10 characters.');
    const fields = { name: 'Amina Owino', email: 'Amina@ISP.test', password: staffPassword };
    // What a browser sends from a page without a referrer.
    expect(await browser.post(path, fields, { origin: 'null' })).toMatchObject({ status: 303, to: '/' });
    expect((await browser.get('/people')).text).toContain('Amina Owino');
    expect((await openBrowser(desk.routes).get(path)).status).toBe(410);
    expect((await openBrowser(desk.routes).post(path, fields)).status).toBe(410);
  });

  test('where there is one, no more owners are offered or made', async () => {
    expect(await offerOwnership(desk.db, publicUrl)).toBeNull();
    const other = { name: 'Mallory', email: 'mallory@isp.test', password: staffPassword };
    expect(await createOwner(desk.db, other)).toBe('there_is_one');
    await expect(signIn(desk, 'Mallory')).rejects.toThrow('could not sign in');
  });
});

test('OWNER_EMAIL and OWNER_PASSWORD make the owner, once, from however many processes', async () => {
  const desk = await openTestDesk();
  const owner = { name: 'Amina Owino', email: emailOf('Amina'), password: staffPassword };
  const made = await Promise.all([1, 2, 3].map(() => createOwner(desk.db, owner)));
  expect(made.filter((it) => it === 'created')).toHaveLength(1);
  expect((await (await signIn(desk, 'Amina')).get('/profile')).status).toBe(200);
  await desk.close();
});

describe('a link for a password', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await openTestDesk();
    await hire(desk.db, 'Amina Owino', 'owner');
  });
  afterAll(() => desk.close());

  const invite = async (name: string) => {
    const invited = await inviteStaff(desk.db, publicUrl, { name, email: emailOf(name), role: 'sales' });
    return 'link' in invited ? pathOf(invited.link) : invited.refused;
  };

  test('invites somebody: looked at often, used once', async () => {
    const path = await invite('Brian Kiprop');
    const browser = openBrowser(desk.routes);
    for (let looks = 0; looks < 3; looks++)
      expect((await browser.get(path)).text).toContain('Karibu, Brian Kiprop');
    expect(await browser.post(path, { password: staffPassword })).toMatchObject({ status: 303, to: '/' });
    expect((await browser.get('/leads')).status).toBe(200);
    expect((await openBrowser(desk.routes).post(path, { password: 'another one of mine' })).status).toBe(410);
    await signIn(desk, 'Brian');
  });

  test('is not used up by a password that is too short', async () => {
    const path = await invite('Cate Wanjiru');
    const browser = openBrowser(desk.routes);
    expect((await browser.post(path, { password: 'short' })).status).toBe(422);
    expect((await browser.post(path, { password: staffPassword })).status).toBe(303);
  });

  test('resets it: the old one and every session end when it is used, and only the newest link works', async () => {
    await hire(desk.db, 'Dan Mutua', 'manager');
    const before = await signIn(desk, 'Dan');
    const links = [];
    for (let asked = 0; asked < 2; asked++) {
      const offered = await resetPassword(desk.db, publicUrl, ` ${emailOf('Dan').toUpperCase()} `);
      links.push('link' in offered ? pathOf(offered.link) : '');
    }
    const [older = '', newer = ''] = links;
    expect((await openBrowser(desk.routes).get(older)).status).toBe(410);
    expect((await before.get('/profile')).status).toBe(200);
    const browser = openBrowser(desk.routes);
    expect((await browser.post(newer, { password: 'a quite different one' })).status).toBe(303);
    before.cookies.delete('karibu.session_data');
    expect((await before.get('/profile')).to).toContain('/sign-in');
    await expect(signIn(desk, 'Dan')).rejects.toThrow('could not sign in');
  });

  test('is not made for an address that nobody has, nor for somebody who left', async () => {
    expect(await resetPassword(desk.db, publicUrl, 'nobody@isp.test')).toEqual({ refused: 'not_found' });
    const path = await invite('Eve Atieno');
    await desk.db.sql`update people set active = false where name = 'Eve Atieno'`;
    expect(await resetPassword(desk.db, publicUrl, emailOf('Eve'))).toEqual({ refused: 'not_found' });
    expect((await openBrowser(desk.routes).post(path, { password: staffPassword })).status).toBe(410);
  });

  test('that is too old, made up, or of another purpose is dead', async () => {
    const path = await invite('Faith Mwende');
    await desk.db
      .sql`update one_time_links set expires_at = now() - interval '1 second' where used_at is null`;
    const browser = openBrowser(desk.routes);
    for (const dead of [path, '/password/made-up', '/set-up/made-up', path.replace('password', 'set-up')]) {
      expect((await browser.get(dead)).status).toBe(410);
      expect((await browser.post(dead, { password: staffPassword })).status).toBe(410);
    }
  });

  test('an e-mail that is known already, in whatever letters, is refused', async () => {
    const again = { name: 'Another Amina', email: 'AMINA@isp.test', role: 'sales' as const };
    expect(await inviteStaff(desk.db, publicUrl, again)).toEqual({ refused: 'email_known' });
    expect(await desk.db.sql`select from people where name = 'Another Amina'`).toHaveLength(0);
  });
});

import { expect, test } from 'vitest';
import { addJane, expectNothingEscapes, lookForJane, routerForTest, sessionOn } from './router-under-test.ts';
import { encodeReply } from './simulator/sentences.ts';

expectNothingEscapes();

// Tags count up, so the answers to the first 999 commands are at most this long.
const addReply = encodeReply([['!done', '.tag=c999', '=ret=*1FF']]).length;
const printReply = encodeReply([
  ['!re', '.tag=c999', '=.id=*1FF', '=name=jane.kilimani'],
  ['!done', '.tag=c999'],
]).length;
const positionsIn = (length: number) => Array.from({ length: length + 1 }, (_, at) => at);

test('an answer to add is understood wherever it is cut in two', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router, { commandMs: 1_000 });
  for (const at of positionsIn(addReply)) {
    router.fault({ on: '/ppp/secret/add', do: 'split_reply', at });
    const [answer] = await session.exec(['/ppp/secret/add', `=name=user${at}`]);
    expect(answer?.ret, `cut at ${at}`).toBe(router.rows('/ppp/secret').at(-1)?.['.id']);
  }
});

test('an answer to print is understood wherever it is cut in two', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router, { commandMs: 1_000 });
  await session.exec(addJane);
  for (const at of positionsIn(printReply)) {
    router.fault({ on: '/ppp/secret/print', do: 'split_reply', at });
    expect(await session.exec(lookForJane), `cut at ${at}`).toEqual([{ '.id': '*1', name: 'jane.kilimani' }]);
  }
});

test.each([true, false])('answers are understood byte by byte, over TLS %s', async (tls) => {
  const router = await routerForTest({ tls });
  router.fault({ on: '/login', do: 'split_reply', at: 'every_byte' });
  router.fault({ on: 'any', do: 'split_reply', at: 'every_byte', times: 4 });
  const session = await sessionOn(router);
  const long = 'x'.repeat(300);
  expect(await session.exec(lookForJane)).toEqual([]);
  expect(await session.exec([...addJane, `=comment=${long}`])).toEqual([{ ret: '*1' }]);
  expect(await session.exec(lookForJane)).toEqual([{ '.id': '*1', name: 'jane.kilimani' }]);
  expect(await session.exec(['/ppp/secret/print', '=.proplist=comment'])).toEqual([{ comment: long }]);
});

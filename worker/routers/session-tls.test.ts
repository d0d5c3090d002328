import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readFingerprint } from './fingerprint.ts';
import {
  addJane,
  addressOf,
  awayFrom,
  expectNothingEscapes,
  namesOn,
  routerForTest,
  sessionOn,
} from './router-under-test.ts';
import { openSession } from './session.ts';
import { certificate } from './simulator/certificate.ts';

expectNothingEscapes();

const otherRouters = 'AB:'.repeat(31).concat('AB');

test('a pinned router is signed in to over TLS, however the fingerprint is written', async () => {
  const router = await routerForTest({ tls: true });
  const written = router.tlsFingerprint ?? '';
  for (const tlsFingerprint of [
    written,
    written.replaceAll(':', '').toLowerCase(),
    written.replaceAll(':', ' '),
  ]) {
    const session = await openSession(addressOf(router, { tlsFingerprint }));
    expect(await session.exec(['/system/identity/print'])).toHaveLength(1);
    session.close();
  }
});

test('a router with another certificate never hears the password', async () => {
  const router = await routerForTest({ tls: true });
  const away = await awayFrom(openSession(addressOf(router, { tlsFingerprint: otherRouters })));
  expect(away.kind).toBe('tls');
  expect(away.message).toContain(
    `showed the certificate ${router.tlsFingerprint}, which is not the pinned one`,
  );
  await vi.waitFor(() => expect(router.connections).toBe(0));
  expect(router.log).toEqual([]);
});

test('a pinned fingerprint that is none is refused before connecting', async () => {
  const router = await routerForTest({ tls: true });
  const away = await awayFrom(openSession(addressOf(router, { tlsFingerprint: 'AB:CD' })));
  expect(away).toMatchObject({ kind: 'tls', message: expect.stringContaining('no SHA-256 fingerprint') });
  expect(router.connections).toBe(0);
});

test('a self-signed router without a pinned fingerprint never hears the password', async () => {
  const router = await routerForTest({ tls: true });
  const away = await awayFrom(openSession(addressOf(router, { tlsFingerprint: null })));
  expect(away.kind).toBe('tls');
  expect(away.message).toMatch(/pin its fingerprint.*SELF_SIGNED/);
  await vi.waitFor(() => expect(router.connections).toBe(0));
  expect(router.log).toEqual([]);
});

test('a router an authority vouches for needs no pinned fingerprint', async () => {
  const router = await routerForTest({ tls: true });
  const folder = await mkdtemp(join(tmpdir(), 'karibu-authority-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'authority.pem'), certificate);
  const address = JSON.stringify(addressOf(router, { tlsFingerprint: null }));
  const program = `
    const { openSession } = await import(${JSON.stringify(new URL('session.ts', import.meta.url).href)});
    const session = await openSession(${address});
    console.log(JSON.stringify(await session.exec(['/system/identity/print'])));
    session.close();`;
  // Node reads its additional authorities once, at its start.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') };
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(JSON.parse(stdout)).toEqual([{ name: 'MikroTik' }]);
});

test('TLS that nobody answers is unreachable, with a hint at the port', async () => {
  const router = await routerForTest({ tls: true });
  router.fault({ on: 'connect', do: 'silence' });
  const away = await awayFrom(openSession(addressOf(router), { openMs: 150 }));
  expect(away.kind).toBe('unreachable');
  expect(away.message).toMatch(
    /did not let us in within 0\.15 s\. Is this the port of its api-ssl service\?/,
  );
});

test('TLS on the plain port is unreachable, not a hang', async () => {
  const router = await routerForTest();
  // What a router makes of the first bytes of a handshake, some of them random, differs: silence, a word or an end.
  const away = await awayFrom(openSession(addressOf(router, { tls: true }), { openMs: 150 }));
  expect(away.kind).toBe('unreachable');
});

test('a router whose api-ssl service has no certificate is told apart from one that is away', async () => {
  const server = createServer({});
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  const router = {
    host: '127.0.0.1',
    port,
    tls: true,
    tlsFingerprint: otherRouters,
    username: 'karibu',
    password: '',
  };
  const away = await awayFrom(openSession(router));
  expect(away.kind).toBe('tls');
  expect(away.message).toMatch(/cannot agree on TLS.*needs a certificate/);
});

test('the plain protocol on the TLS port is unreachable, not a hang', async () => {
  const router = await routerForTest({ tls: true });
  const away = await awayFrom(openSession(addressOf(router, { tls: false }), { openMs: 500 }));
  expect(away.kind).toBe('unreachable');
});

test('faults over TLS end as they do without', async () => {
  const router = await routerForTest({ tls: true });
  for (const deed of ['apply_then_close', 'reset', 'apply_then_half_reply'] as const) {
    const session = await sessionOn(router);
    router.fault({ on: '/ppp/secret/add', do: deed });
    expect((await awayFrom(session.exec([...addJane, `=comment=${deed}`]))).kind, deed).toBe(
      'outcome_unknown',
    );
  }
  expect(namesOn(router)).toEqual(['jane.kilimani']);
});

test('the fingerprint is read for the operator to compare, without a word to the router', async () => {
  const router = await routerForTest({ tls: true });
  expect(await readFingerprint(router.host, router.port)).toBe(router.tlsFingerprint);
  expect(router.log).toEqual([]);
  await vi.waitFor(() => expect(router.connections).toBe(0));
});

test('a fingerprint cannot be read where there is no TLS or no router', async () => {
  const plain = await routerForTest();
  plain.fault({ on: 'connect', do: 'silence' });
  const silent = await awayFrom(readFingerprint(plain.host, plain.port, 150));
  expect(silent.message).toMatch(/Is this the port of its api-ssl service/);
  plain.fault({ on: 'connect', do: 'close' });
  expect((await awayFrom(readFingerprint(plain.host, plain.port))).kind).toBe('unreachable');
  await plain.goAway();
  expect((await awayFrom(readFingerprint(plain.host, plain.port))).message).toMatch(/ECONNREFUSED/);
});

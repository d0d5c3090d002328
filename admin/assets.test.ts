import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { assetPath, assetRoutes } from './assets.ts';

const routes = assetRoutes();
const path = assetPath('karibu.css');
const ask = (headers: Record<string, string> = {}) => routes.request(path, { headers });

test('a file is kept for ever under a path that holds the hash of its content', async () => {
  const answer = await ask();
  expect(path).toMatch(/^\/assets\/karibu\.[\w-]{16}\.css$/);
  expect(answer.headers.get('cache-control')).toContain('immutable');
  expect(answer.headers.get('content-type')).toContain('text/css');
  expect(await answer.text()).toContain('--primary');
});

test('it is sent gzipped to whoever takes that', async () => {
  const answer = await ask({ 'accept-encoding': 'br, gzip' });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  const plain = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
  expect(plain).toBe(await (await ask()).text());
});

test('whoever has it already is told so', async () => {
  const etag = (await ask()).headers.get('etag') ?? '';
  expect((await ask({ 'if-none-match': etag })).status).toBe(304);
});

test('nothing else is served', async () => {
  for (const other of [
    '/assets/karibu.css',
    '/assets/..%2Fstart.ts',
    '/assets/karibu.0000000000000000.css',
  ]) {
    expect((await routes.request(other)).status).toBe(404);
  }
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

const types = {
  'palette.css': 'text/css; charset=utf-8',
  'chat.css': 'text/css; charset=utf-8',
  'join.css': 'text/css; charset=utf-8',
  'join-form.css': 'text/css; charset=utf-8',
  'chat.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;
type AssetName = keyof typeof types;

const names: AssetName[] = ['palette.css', 'chat.css', 'join.css', 'join-form.css', 'chat.js', 'icon.svg'];

const assets = names.map((name) => {
  const content = readFileSync(new URL(`./public/${name}`, import.meta.url));
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  return { name, content: new Uint8Array(content), path: `/chat/assets/${hash}/${name}` };
});

/** Where a file of the chat page or the form page is served. The path holds a hash of its content, so that a browser may keep it for ever. */
export function assetPath(name: AssetName): string {
  const asset = assets.find((it) => it.name === name);
  if (!asset) throw new Error(`These pages have no file ${name}.`);
  return asset.path;
}

export function assetRoutes(): Hono {
  const routes = new Hono();
  routes.get('/chat/assets/:hash/:name', (c) => {
    const asset = assets.find((it) => it.path === c.req.path);
    if (!asset) return c.notFound();
    c.header('cache-control', 'public, max-age=31536000, immutable');
    c.header('content-type', types[asset.name]);
    return c.body(asset.content);
  });
  return routes;
}

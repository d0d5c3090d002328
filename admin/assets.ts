import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';

// Everything a page loads is served by us, out of node_modules or `public/`: no other host learns who works here.

const require = createRequire(import.meta.url);
const inPackage = (name: string, file: string) =>
  join(dirname(require.resolve(`${name}/package.json`)), file);
/** Chart.js shows outsiders no package.json; its main file stands beside the one that browsers take. */
const chart = join(dirname(require.resolve('chart.js')), 'chart.umd.min.js');
const inPublic = (file: string) => join(dirname(fileURLToPath(import.meta.url)), 'public', file);

/** One file a part, joined in this order. */
const styles = [
  'theme',
  'frame',
  'sheet',
  'door',
  'tables',
  'fields',
  'parts',
  'statuses',
  'leads',
  'leads-filter',
  'leads-bulk',
  'lead-form',
  'lead',
  'lead-history',
  'conversion',
  'channels',
  'whatsapp-link',
  'today',
  'figures',
  'reports',
  'payouts',
  'thread',
  'merge',
  'imports',
  'import-rows',
  'settings',
  'people',
  'poster',
];

const files = {
  'basecoat.css': [inPackage('basecoat-css', 'dist/basecoat.cdn.min.css')],
  'karibu.css': styles.map((part) => inPublic(`${part}.css`)),
  'htmx.js': [inPackage('htmx.org', 'dist/htmx.min.js')],
  'karibu.js': [inPublic('karibu.js')],
  'chart.js': [chart],
  'figures.js': [inPublic('figures.js')],
  'leads.js': [inPublic('leads.js')],
  'dark.js': [inPublic('dark.js')],
  'older-browsers.js': [inPublic('older-browsers.js')],
  'icon.svg': [inPublic('icon.svg')],
} as const satisfies Record<string, string[]>;
type AssetName = keyof typeof files;

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

interface Asset {
  path: string;
  etag: string;
  type: string;
  plain: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer>;
}

function readAsset(name: string, sources: readonly string[]): Asset {
  // Joined as text: a part ends with a line break, so that no rule runs into the next.
  const plain = Buffer.from(sources.map((source) => readFileSync(source, 'utf8')).join('\n'));
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 16);
  const [stem = name, ending = ''] = name.split('.');
  return {
    path: `/assets/${stem}.${hash}.${ending}`,
    etag: `"${hash}"`,
    type: types[ending] ?? 'application/octet-stream',
    plain: new Uint8Array(plain),
    gzipped: new Uint8Array(gzipSync(plain, { level: 9 })),
  };
}

const assets = new Map(Object.entries(files).map(([name, sources]) => [name, readAsset(name, sources)]));
const byPath = new Map([...assets.values()].map((asset) => [asset.path, asset]));

/** Where a file is served. The path holds a hash of its content, so that a browser may keep it for ever. */
export function assetPath(name: AssetName): string {
  const asset = assets.get(name);
  if (!asset) throw new Error(`There is no asset ${name}.`);
  return asset.path;
}

export function assetRoutes(): Hono {
  const routes = new Hono();
  routes.get('/assets/:file', (c) => {
    const asset = byPath.get(c.req.path);
    if (!asset) return c.notFound();
    const zipped = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    c.header('cache-control', 'public, max-age=31536000, immutable');
    c.header('etag', asset.etag);
    c.header('vary', 'accept-encoding');
    if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304);
    c.header('content-type', asset.type);
    if (zipped) c.header('content-encoding', 'gzip');
    return c.body(zipped ? asset.gzipped : asset.plain);
  });
  return routes;
}

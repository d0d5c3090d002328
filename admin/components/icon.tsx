import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { raw } from 'hono/html';

const require = createRequire(import.meta.url);

const names = [
  'calendar',
  'chevron-right',
  'circle-alert',
  'circle-check',
  'circle-help',
  'circle-user-round',
  'circle-x',
  'clock',
  'copy',
  'door-open',
  'eye',
  'globe',
  'history',
  'inbox',
  'key-round',
  'link',
  'loader-circle',
  'lock',
  'log-out',
  'mail',
  'map-pin',
  'message-circle',
  'message-square-text',
  'messages-square',
  'package',
  'pencil',
  'phone',
  'plug-zap',
  'plus',
  'qr-code',
  'refresh-cw',
  'router',
  'search',
  'send',
  'smartphone',
  'sprout',
  'triangle-alert',
  'unlink',
  'user-plus',
  'user-round-check',
  'users-round',
  'wifi',
  'x',
] as const;
export type IconName = (typeof names)[number];

/** Lucide's own drawing without its licence line and size, hidden from screen readers: words stand beside every icon. */
function readIcon(name: IconName): string {
  const drawing = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8');
  return drawing
    .replace(/<!--.*?-->\s*/s, '')
    .replace(/\s+class="[^"]*"/, ' class="icon" aria-hidden="true" focusable="false"')
    .replace(/\s+/g, ' ')
    .trim();
}

const drawings = new Map(names.map((name) => [name, readIcon(name)]));

// The drawing is a file of a package that we pinned; nothing a person typed comes near it.
export const Icon = ({ name }: { name: IconName }) => raw(drawings.get(name) ?? '');

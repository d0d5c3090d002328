import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { raw } from 'hono/html';

const require = createRequire(import.meta.url);

const names = [
  'archive',
  'archive-restore',
  'arrow-down',
  'arrow-up',
  'arrow-up-down',
  'ban',
  'banknote',
  'building-2',
  'calendar',
  'calendar-check',
  'calendar-clock',
  'chart-column',
  'check',
  'chevron-down',
  'chevron-left',
  'chevron-right',
  'circle-alert',
  'circle-check',
  'circle-dot',
  'circle-help',
  'circle-slash',
  'circle-user-round',
  'circle-x',
  'clock',
  'code',
  'copy',
  'door-open',
  'download',
  'external-link',
  'eye',
  'file-text',
  'filter',
  'globe',
  'hand',
  'history',
  'inbox',
  'key-round',
  'languages',
  'link',
  'list-filter',
  'loader-circle',
  'lock',
  'log-out',
  'mail',
  'map-pin',
  'merge',
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
  'settings',
  'smartphone',
  'sprout',
  'sun',
  'tag',
  'trash-2',
  'triangle-alert',
  'trophy',
  'undo-2',
  'unlink',
  'upload',
  'user-plus',
  'user-round',
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

import type { Child } from 'hono/jsx';
import { Icon } from './icon.tsx';

/** Above a title: up to the page that this one belongs to. */
export const WayBack = ({ to, children }: { to: string; children: Child }) => (
  <a class="way-back" href={to}>
    <Icon name="chevron-left" />
    {children}
  </a>
);

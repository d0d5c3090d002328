import type { Child } from 'hono/jsx';

interface Props {
  path: string;
  /** The one act of a page that stands out has none. */
  variant?: 'outline' | 'ghost';
  size?: 'sm' | 'icon';
  /** What it says to whoever does not see it, where its words alone are not enough. */
  label?: string;
  title?: string;
  id?: string;
  class?: string;
  children: Child;
}

/** A button that opens a sheet: a dialog over this page, or without JavaScript a page of its own. See `showSheet`. */
export const SheetLink = ({ path, variant, size, label, title, id, children, ...rest }: Props) => (
  <a
    class={rest.class ? `btn ${rest.class}` : 'btn'}
    id={id}
    data-variant={variant}
    data-size={size}
    href={path}
    hx-get={path}
    aria-label={label}
    title={title}
  >
    {children}
  </a>
);

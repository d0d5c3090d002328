import type { Child } from 'hono/jsx';
import { type LeadView, pathOfView } from '../../lead-view.ts';

interface Props {
  view: LeadView;
  id?: string;
  class?: string;
  variant?: 'outline' | 'ghost';
  label?: string;
  /** Where the page goes: to the table's top when it shows other leads than before. */
  show?: 'top';
  children: Child;
}

/**
 * A link to another view of the leads. With htmx it swaps the table, and the filter that says the same; the chart above
 * stays. Its id lets the keyboard go on where it was.
 */
export const ViewLink = ({ view, id, variant, label, show, children, ...rest }: Props) => {
  const path = pathOfView(view);
  return (
    <a
      id={id}
      class={rest.class ?? (variant && 'btn')}
      data-variant={variant}
      href={path}
      aria-label={label}
      hx-get={path}
      hx-target="#live"
      hx-select="#live"
      hx-select-oob="#filter:outerHTML"
      hx-swap={show ? `outerMorph show:${show}` : 'outerMorph'}
      hx-push-url="true"
      hx-sync="#filter:replace"
    >
      {children}
    </a>
  );
};

import type { Child } from 'hono/jsx';
import { Icon, type IconName } from './icon.tsx';

interface Props {
  icon: IconName;
  title: string;
  id?: string;
  class?: string;
  children: Child;
}

/** A part of a page under a heading of its own. */
export const Card = ({ icon, title, id, children, ...rest }: Props) => (
  <section class={rest.class ? `card plain ${rest.class}` : 'card plain'} id={id}>
    <h2>
      <Icon name={icon} />
      {title}
    </h2>
    {children}
  </section>
);

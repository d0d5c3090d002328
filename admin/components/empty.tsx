import type { Child } from 'hono/jsx';
import { Icon, type IconName } from './icon.tsx';

/** Where there is nothing to show: says so, and what to do next. */
export const Empty = (props: { icon: IconName; title: string; level?: 'h1' | 'h2'; children: Child }) => {
  const Heading = props.level ?? 'h2';
  return (
    <section class="nothing">
      <span class="nothing-mark">
        <Icon name={props.icon} />
      </span>
      <Heading>{props.title}</Heading>
      {props.children}
    </section>
  );
};

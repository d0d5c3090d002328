import type { Child } from 'hono/jsx';

interface Props {
  path: string;
  back: string;
  /** What the button does, in its own words. */
  act: string;
  /** What will be so afterwards. */
  children: Child;
}

/** Asks once more before something that is felt elsewhere. */
export const Confirmation = ({ path, back, act, children }: Props) => (
  <form class="sheet-form" method="post" action={path} hx-post={path}>
    {children}
    <footer class="sheet-foot">
      <a class="btn" data-variant="ghost" href={back} data-close>
        Cancel
      </a>
      <button class="btn" type="submit">
        {act}
      </button>
    </footer>
  </form>
);

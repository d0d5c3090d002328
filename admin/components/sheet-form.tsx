import type { Child } from 'hono/jsx';

/** The form of a sheet, sent to `path`. Its button waits while it is sent, so that an impatient press does nothing twice. */
export const SheetForm = ({ path, children }: { path: string; children: Child }) => (
  <form
    class="sheet-form"
    method="post"
    action={path}
    hx-post={path}
    hx-disable="find [type=submit]"
    novalidate
  >
    {children}
  </form>
);

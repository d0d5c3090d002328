import type { Child } from 'hono/jsx';
import { SheetForm } from './sheet-form.tsx';
import { SheetFoot } from './show.tsx';

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
  <SheetForm path={path}>
    {children}
    <SheetFoot back={back} act={act} />
  </SheetForm>
);

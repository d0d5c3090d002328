import { Icon } from './icon.tsx';
import { SheetLink } from './sheet-link.tsx';

/** In a row of a table: opens what stands there to be changed. */
export const EditLink = ({ path, what }: { path: string; what: string }) => (
  <SheetLink path={path} variant="outline" size="sm" label={`Edit ${what}`} title="Edit">
    <Icon name="pencil" />
    Edit
  </SheetLink>
);

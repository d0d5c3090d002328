import { Icon } from './icon.tsx';

/** In a row of a table: opens what stands there to be changed. */
export const EditLink = ({ path, what }: { path: string; what: string }) => (
  <a
    class="btn"
    data-variant="outline"
    data-size="sm"
    href={path}
    hx-get={path}
    aria-label={`Edit ${what}`}
    title="Edit"
  >
    <Icon name="pencil" />
    Edit
  </a>
);

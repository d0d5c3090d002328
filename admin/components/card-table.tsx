import type { Child } from 'hono/jsx';

interface Props {
  columns: readonly string[];
  /** A last column holds what may be done to each row. */
  hasActions?: boolean;
  /** Classes of this table alone. */
  class?: string;
  /** The rows. */
  children: Child;
}

/** A table whose rows become cards on a phone: there the `data-label` of a cell stands for its heading. */
export const CardTable = ({ columns, hasActions = false, class: more, children }: Props) => (
  <div class="card-table">
    <table class={more ? `table ${more}` : 'table'}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
          {hasActions && (
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);

import { z } from 'zod';
import { type ImportField, importFieldNames, importFields } from '../../domain/import-fields.ts';
import { leadSources, leadStatuses } from '../../domain/lead.ts';
import { oneOf, optionalId } from './typed.ts';

/** The name of the field that says what the column at this place is. */
export const columnName = (place: number): string => `column-${place}`;

const field = z
  .enum(['', ...importFields], { error: 'Choose one from the list.' })
  .default('')
  .transform((chosen): ImportField | null => (chosen === '' ? null : chosen));

/** Which column means what, and what every lead gets where its row says nothing. */
export const columnsForm = (count: number) =>
  z
    .looseObject({
      source: oneOf(leadSources, 'Choose where these leads come from.'),
      status: oneOf(leadStatuses, 'Choose a status.'),
      assignedTo: optionalId('user'),
    })
    .transform(({ source, status, assignedTo, ...columns }, ctx) => {
      const mapping = Array.from({ length: count }, (_, place) => {
        const chosen = field.safeParse(columns[columnName(place)]);
        if (!chosen.success)
          ctx.addIssue({ code: 'custom', path: [columnName(place)], message: 'Choose one from the list.' });
        return chosen.data ?? null;
      });
      for (const [place, chosen] of mapping.entries()) {
        const first = mapping.indexOf(chosen);
        if (chosen && first < place)
          ctx.addIssue({
            code: 'custom',
            path: [columnName(place)],
            message: `${importFieldNames[chosen]} is another column already. Each can be one column.`,
          });
      }
      if (!mapping.includes('phone'))
        ctx.addIssue({
          code: 'custom',
          path: ['form'],
          message: 'Say which column is the phone number: without one there is no lead.',
        });
      return { mapping, defaults: { source, status, assignedTo } };
    });

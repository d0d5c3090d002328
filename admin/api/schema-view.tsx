import type { FC } from 'hono/jsx';
import { Marked } from './docs-words.tsx';
import type { ApiDocument } from './document.ts';

export type SchemaPiece = NonNullable<NonNullable<ApiDocument['components']>['schemas']>[string];

const Reference: FC<{ to: string }> = ({ to }) => {
  const name = to.slice(to.lastIndexOf('/') + 1);
  return <a href={`#${name}`}>{name}</a>;
};

const Joined: FC<{ schemas: SchemaPiece[]; word: string }> = ({ schemas, word }) => (
  <>
    {schemas.map((schema, index) => (
      <>
        {index > 0 && ` ${word} `}
        <SchemaType schema={schema} />
      </>
    ))}
  </>
);

/** A schema in a line of words: `text or null`, `a list of Lead`. */
export const SchemaType: FC<{ schema: SchemaPiece }> = ({ schema }) => {
  if ('$ref' in schema) return <Reference to={schema.$ref ?? ''} />;
  const { allOf, anyOf, oneOf, properties, type } = schema;
  if (allOf) return <Joined schemas={allOf} word="with" />;
  if (anyOf ?? oneOf) return <Joined schemas={anyOf ?? oneOf ?? []} word="or" />;
  if (schema.enum) return <>{schema.enum.map((word) => word ?? 'null').join(' · ')}</>;
  if (schema.items) {
    return (
      <>
        a list of <SchemaType schema={schema.items} />
      </>
    );
  }
  if (properties) return <SchemaFields schema={schema} />;
  return <>{[type ?? 'anything'].flat().join(' or ')}</>;
};

/** The fields of an object, one a row; of anything else its type. */
export const SchemaFields: FC<{ schema: SchemaPiece }> = ({ schema }) => {
  if (!('properties' in schema) || !schema.properties) return <SchemaType schema={schema} />;
  const required = new Set(schema.required);
  return (
    <table>
      <tbody>
        {Object.entries(schema.properties).map(([name, field]) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
              {!required.has(name) && <small> optional</small>}
            </th>
            <td>
              <SchemaType schema={field} />
            </td>
            <td>
              <Marked text={'description' in field ? field.description : ''} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

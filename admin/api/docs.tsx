import { html } from 'hono/html';
import type { FC } from 'hono/jsx';
import { docsStyle } from './docs-style.ts';
import { Marked, Prose } from './docs-words.tsx';
import { type ApiDocument, describeApi } from './document.ts';
import type { Api } from './parts.ts';
import { SchemaFields, type SchemaPiece, SchemaType } from './schema-view.tsx';

type PathItem = NonNullable<ApiDocument['paths']>[string];
type Operation = NonNullable<PathItem['get']>;

const methods = ['get', 'post', 'put', 'delete'] as const;

interface Route {
  method: (typeof methods)[number];
  path: string;
  operation: Operation;
}

const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/openapi.json` for programs and `/docs` for people; neither needs a key, for they tell nothing that the source does not. */
export function serveDocs(api: Api): void {
  let described: ApiDocument | null = null;
  // Only once it is asked for: the routes are declared after this one.
  const document = () => {
    described ??= describeApi(api);
    return described;
  };
  api.get('/openapi.json', (c) => c.json(document()));
  api.get('/docs', (c) => {
    c.header('Content-Security-Policy', contentSecurityPolicy);
    return c.html(html`<!doctype html>${<Docs document={document()} />}`);
  });
  api.get('/docs.css', (c) => c.body(docsStyle, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
}

function routesOf(document: ApiDocument): Route[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ method, path, operation }] : [];
    }),
  );
}

const tagOf = ({ operation }: Route) => operation.tags?.[0] ?? '';

const Docs: FC<{ document: ApiDocument }> = ({ document }) => {
  const routes = routesOf(document);
  const tags = new Set(routes.map(tagOf));
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{document.info.title} API</title>
        <link rel="stylesheet" href="docs.css" />
      </head>
      <body>
        <main>
          <h1>{document.info.title} API</h1>
          <Prose text={document.info.description} />
          <Prose text="Make a key in Settings and send it with each request, as `Authorization: Bearer KEY`." />
          <pre tabindex={0}>
            <code>{example}</code>
          </pre>
          <p>
            For programs: <a href="openapi.json">openapi.json</a>, in OpenAPI 3.1.
          </p>
          <Contents titles={[...tags, shapes]} />
          {[...tags].map((tag) => (
            <section id={tag.toLowerCase()}>
              <h2>{tag}</h2>
              {routes
                .filter((route) => tagOf(route) === tag)
                .map((route) => (
                  <RouteView route={route} />
                ))}
            </section>
          ))}
          <Schemas document={document} />
        </main>
      </body>
    </html>
  );
};

const shapes = 'Shapes';
const example = 'curl -H "Authorization: Bearer $KEY" "$KARIBU/api/leads?status=New&limit=10"';

const Contents: FC<{ titles: string[] }> = ({ titles }) => (
  <nav aria-label="Contents">
    <ul>
      {titles.map((title) => (
        <li>
          <a href={`#${title.toLowerCase()}`}>{title}</a>
        </li>
      ))}
    </ul>
  </nav>
);

const RouteView: FC<{ route: Route }> = ({ route: { method, path, operation } }) => (
  <details>
    <summary>
      <b class={method}>{method.toUpperCase()}</b> <code>{path}</code> <span>{operation.summary}</span>
    </summary>
    <Prose text={operation.description} />
    <Parameters operation={operation} />
    <Body operation={operation} />
    <Responses operation={operation} />
  </details>
);

const Parameters: FC<{ operation: Operation }> = ({ operation }) => {
  const parameters = (operation.parameters ?? []).flatMap((it) => ('in' in it ? [it] : []));
  if (parameters.length === 0) return null;
  return (
    <table>
      <caption>Parameters</caption>
      <tbody>
        {parameters.map((it) => (
          <tr>
            <th scope="row">
              <code>{it.name}</code>
            </th>
            <td>{it.in}</td>
            <td>{it.schema && <SchemaType schema={it.schema} />}</td>
            <td>
              <Marked text={it.description} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const schemaIn = (content: Record<string, { schema?: SchemaPiece }> | undefined) =>
  content?.['application/json']?.schema;

const Body: FC<{ operation: Operation }> = ({ operation: { requestBody } }) => {
  const schema = requestBody && 'content' in requestBody ? schemaIn(requestBody.content) : null;
  return schema ? (
    <p>
      Body: <SchemaType schema={schema} />
    </p>
  ) : null;
};

const Responses: FC<{ operation: Operation }> = ({ operation }) => (
  <table>
    <caption>Answers</caption>
    <tbody>
      {Object.entries(operation.responses ?? {}).map(([status, response]) => {
        const schema = schemaIn(response.content);
        return (
          <tr>
            <th scope="row">{status}</th>
            <td>
              <Marked text={response.description} />
            </td>
            <td>{schema && <SchemaType schema={schema} />}</td>
          </tr>
        );
      })}
    </tbody>
  </table>
);

const Schemas: FC<{ document: ApiDocument }> = ({ document }) => (
  <section id={shapes.toLowerCase()}>
    <h2>{shapes}</h2>
    {Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => (
      <details id={name} open>
        <summary>
          <code>{name}</code>
        </summary>
        <SchemaFields schema={schema} />
      </details>
    ))}
  </section>
);

import { createRoute, z } from '@hono/zod-openapi';
import { addPackage, listPackages, type Package } from '../../db/packages.ts';
import { services } from '../../domain/conversion.ts';
import { longest } from '../../domain/lead.ts';
import { requires } from './access.ts';
import { expects, refusals, refuse } from './errors.ts';
import { money, requiredText } from './fields.ts';
import { answerOnce } from './idempotency.ts';
import { moneyJson } from './lead-json.ts';
import { type Api, type ApiParts, answer, body } from './parts.ts';

const packageSchema = z
  .object({
    _id: z.string().openapi({ example: 'package_0199f3c2-…' }),
    name: z.string().openapi({ example: '20 Mbps Home' }),
    service: z.enum(services),
    profile: z.string().openapi({ description: 'The profile on the routers that holds the speed.' }),
    downloadMbps: z.number(),
    uploadMbps: z.number(),
    price: z.number().openapi({ description: 'KES a month.' }),
    active: z.boolean(),
  })
  .openapi('Package');

const speed = () =>
  z
    .number(expects('a number of Mbps'))
    .int('Whole Mbps.')
    .min(1, 'At least 1.')
    .max(100_000, 'At most 100 000.');

const newPackageSchema = z
  .strictObject({
    name: requiredText(longest.isp),
    service: z.enum(services, expects(`one of: ${services.join(', ')}`)),
    profile: requiredText(longest.isp),
    downloadMbps: speed(),
    uploadMbps: speed(),
    price: money(),
  })
  .openapi('NewPackage');

const tags = ['Packages'];

const listRoute = createRoute({
  operationId: 'listPackages',
  method: 'get',
  path: '/packages',
  tags,
  summary: 'List the packages that are sold now, cheapest first',
  middleware: requires('seePackages'),
  responses: {
    200: answer('The packages.', z.object({ data: z.array(packageSchema) })),
    ...refusals(401, 403),
  },
});

const addRoute = createRoute({
  operationId: 'addPackage',
  method: 'post',
  path: '/packages',
  tags,
  summary: 'Add a package',
  middleware: requires('editPackages'),
  request: { body: body(newPackageSchema) },
  responses: { 201: answer('The package.', packageSchema), ...refusals(400, 401, 403, 409, 413, 422) },
});

const packageJson = ({ id, price, ...sold }: Package): z.infer<typeof packageSchema> => ({
  _id: id,
  ...sold,
  price: moneyJson(price),
});

export function servePackages(api: Api, { db }: ApiParts): void {
  api.openapi(listRoute, async (c) => c.json({ data: (await listPackages(db)).map(packageJson) }, 200));

  api.openapi(addRoute, (c) =>
    answerOnce(c, db, async (at) => {
      const added = await addPackage(at, c.req.valid('json'));
      if (!('refused' in added)) return c.json(packageJson(added), 201);
      const fields = { name: 'Another package has this name.' };
      return refuse(c, 409, 'name_taken', 'There is a package of this name already.', fields);
    }),
  );
}

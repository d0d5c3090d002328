import { createRoute, z } from '@hono/zod-openapi';
import { listPeople, type Person } from '../../db/person/people.ts';
import { agentKinds, roles } from '../../domain/person.ts';
import { requires } from './access.ts';
import { refusals } from './errors.ts';
import { type Api, type ApiParts, answer } from './parts.ts';

const personSchema = z
  .object({
    _id: z.string().openapi({ example: 'user_0199f3c2-…' }),
    name: z.string().openapi({ example: 'Tech Mark' }),
    role: z.enum(roles),
    agentKind: z.enum(agentKinds).nullable(),
    phoneNumber: z.string().nullable().openapi({ example: '+254733000222' }),
  })
  .openapi('Person');

const listRoute = createRoute({
  operationId: 'listPeople',
  method: 'get',
  path: '/people',
  tags: ['People'],
  summary: 'List the people who work for or with the ISP now',
  description: 'Leads are assigned to staff and brought in by agents.',
  middleware: requires('seePeople'),
  responses: { 200: answer('The people.', z.object({ data: z.array(personSchema) })), ...refusals(401, 403) },
});

const personJson = ({ id, name, role, agentKind, phone }: Person): z.infer<typeof personSchema> => ({
  _id: id,
  name,
  role,
  agentKind,
  phoneNumber: phone,
});

export function servePeople(api: Api, { db }: ApiParts): void {
  api.openapi(listRoute, async (c) => {
    const people = await listPeople(db);
    return c.json({ data: people.filter((person) => person.active).map(personJson) }, 200);
  });
}

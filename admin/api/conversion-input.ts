import { isIPv4 } from 'node:net';
import { z } from '@hono/zod-openapi';
import { isRouterPassword } from '../../domain/password.ts';
import { isUsername } from '../../domain/username.ts';
import { expects } from './errors.ts';
import { idOf } from './fields.ts';

const username = z
  .string(expects('a username'))
  .refine(
    isUsername,
    'Lower-case letters, digits, dot, dash and underscore; 2 to 63, beginning with a letter or digit.',
  )
  .openapi({ example: 'jane.westlands' });

const password = z
  .string(expects('a password'))
  .refine(isRouterPassword, '4 to 64 plain characters (ASCII) without spaces.')
  .openapi({ writeOnly: true });

const ipAddress = z
  .string(expects('an IPv4 address or null'))
  .refine(isIPv4, 'Expected an IPv4 address such as 10.20.0.15.')
  .nullable()
  .optional()
  .openapi({ description: 'Absent or null: the profile’s pool gives one.', example: '10.20.0.15' });

export const newRouterUserSchema = z
  .strictObject({ username, password, packageId: idOf('package'), routerId: idOf('router'), ipAddress })
  .openapi('NewMikrotikUser');

export const convertSchema = z
  .strictObject({
    createMikrotikUser: z.boolean(expects('true or false')),
    username: username.optional(),
    password: password.optional(),
    packageId: idOf('package').optional(),
    routerId: idOf('router').optional(),
    ipAddress,
  })
  .openapi('Convert', {
    description:
      'Where they are absent, the username is proposed from the name, the password is generated, the package is the desired one, and the router is the only one there is.',
  });

export type ConvertInput = z.output<typeof convertSchema>;

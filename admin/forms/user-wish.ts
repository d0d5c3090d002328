import { z } from 'zod';
import { isRouterPassword } from '../../domain/password.ts';
import { isUsername } from '../../domain/username.ts';
import { requiredId } from './typed.ts';

const usernameRule =
  'Use 2 to 63 small letters, digits, dots, dashes or underscores, beginning with a letter or digit.';
const passwordRule = 'Use 4 to 64 letters, digits or signs without spaces or accents.';

/** What the dialog asks for a user on a router. */
export const userWishForm = z.object({
  username: z
    .string()
    .default('')
    .transform((text) => text.trim().toLowerCase())
    .refine(isUsername, { error: usernameRule }),
  password: z.string().default('').refine(isRouterPassword, { error: passwordRule }),
  packageId: requiredId('package', 'Choose the package.'),
  routerId: requiredId('router', 'Choose the router.'),
  ipAddress: z
    .string()
    .default('')
    .transform((text) => text.trim() || null)
    .pipe(z.ipv4({ error: 'Write an address such as 10.20.0.15, or leave it empty.' }).nullable()),
});

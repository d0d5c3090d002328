import { z } from 'zod';
import { passwordLength } from '../auth/library.ts';

/** A password that a person chooses for their sign-in. */
export const newPassword = z
  .string()
  .default('')
  .pipe(
    z
      .string()
      .min(passwordLength.least, { error: `At least ${passwordLength.least} characters.` })
      .max(passwordLength.most, { error: `At most ${passwordLength.most} characters.` }),
  );

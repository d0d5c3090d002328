import { z } from 'zod';
import { longest } from '../../domain/lead.ts';
import type { Role } from '../../domain/person.ts';
import { oneOf, requiredText } from './typed.ts';

/** A program stands for no person, so the roles that see only leads of their own would see none. */
export const keyRoles = ['intake', 'sales', 'manager', 'owner'] as const satisfies Role[];

export const apiKeyForm = z.object({
  name: requiredText(longest.isp, 'Write which program it is for.'),
  role: oneOf(keyRoles, 'Choose what it may do.'),
});

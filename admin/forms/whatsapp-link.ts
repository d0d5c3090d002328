import { z } from 'zod';
import type { LinkWish } from '../../db/channel/whatsapp-link.ts';
import type { Country } from '../../domain/phone.ts';
import { phoneNumber } from './typed.ts';

/** How a number is to be linked: by QR, or by a code for the phone that is named. */
export const linkForm = (country: Country): z.ZodType<Exclude<LinkWish, { by: 'unlink' }>> =>
  z.discriminatedUnion(
    'by',
    [z.object({ by: z.literal('qr') }), z.object({ by: z.literal('code'), phone: phoneNumber(country) })],
    { error: 'Choose how to link: by QR or by code.' },
  );

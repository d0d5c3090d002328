import { z } from 'zod';
import { longest } from '../../domain/lead.ts';
import { optionalText, requiredText, tickBox, wholeNumber } from './typed.ts';

/** `AA:BB:…`, however it was copied. */
const fingerprint = optionalText(200).transform((text, ctx) => {
  if (text === null) return null;
  const digits = text.replace(/[:\s]/g, '').toUpperCase();
  if (/^[0-9A-F]{64}$/.test(digits)) return digits.replace(/..(?!$)/g, '$&:');
  ctx.addIssue({ code: 'custom', message: 'A SHA-256 fingerprint has 64 digits from 0 to F.' });
  return z.NEVER;
});

export const routerForm = z
  .object({
    name: requiredText(longest.isp, 'Write a name that you know the router by.'),
    host: requiredText(253, 'Write its address.').refine((host) => /^[\w.:-]+$/.test(host), {
      error: 'Write a host name or an IP address, without http:// and without a port.',
    }),
    port: wholeNumber(1, 65_535),
    tls: tickBox,
    tlsFingerprint: fingerprint,
    username: requiredText(longest.isp, 'Write the user name that Karibu signs in with.'),
    password: z
      .string()
      .default('')
      .pipe(z.string().max(200, { error: 'At most 200 characters.' })),
  })
  .transform((router) => ({ ...router, tlsFingerprint: router.tls ? router.tlsFingerprint : null }));

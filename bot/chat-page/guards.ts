import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';

/** Scripts, styles and connections of our own only; nothing inline, nothing framed. */
export const pageHeaders = (publicUrl: string): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // Same-origin and not none: a form posted without a script proves by its Origin that it is ours.
    referrerPolicy: 'same-origin',
    // This host only: an ISP's captive portals live beside it, on subdomains that speak plain http. Half a year, in seconds.
    strictTransportSecurity: publicUrl.startsWith('https:') && 'max-age=15552000',
  });

/** The cookie is SameSite already; this also turns away a form on a page of a neighbour host. */
export function ownFormsOnly(publicUrl: string): MiddlewareHandler {
  const ours = new URL(publicUrl).origin;
  return csrf({ origin: (origin, c) => origin === ours || origin === new URL(c.req.url).origin });
}

const mostBytes = 16 * 1024;

/** A message of ours is two kilobytes at most, whatever the alphabet sixteen as a form. */
export const smallForms: MiddlewareHandler = bodyLimit({
  maxSize: mostBytes,
  onError: () => {
    throw new HTTPException(413);
  },
});

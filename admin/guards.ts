import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';

/** Scripts, styles and connections of our own only; nothing inline, nothing framed. htmx 4 works under it as it is. */
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  // Basecoat draws its small marks (ticks, chevrons) as data: images.
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

export const securityHeaders = (publicUrl: string): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy,
    xFrameOptions: 'DENY',
    // A page's address may hold a one-time token; no other host needs to know any of them.
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: publicUrl.startsWith('https:'),
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [] },
  });

/**
 * Writes come from our own pages only. A program with an API key carries no cookie that another site could borrow, so it is
 * let through.
 */
export function sameOriginWrites(publicUrl: string): MiddlewareHandler {
  const ours = new URL(publicUrl).origin;
  const check = csrf({ origin: (origin, c) => origin === ours || origin === new URL(c.req.url).origin });
  return (c, next) => (c.req.header('authorization') ? next() : check(c, next));
}

/** A form of ours is some kilobytes; nobody may fill the memory with one. */
export const smallForms: MiddlewareHandler = bodyLimit({
  maxSize: 256 * 1024,
  onError: (c) => c.text('That is more than a form may hold.', 413),
});

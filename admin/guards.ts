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
    // No other host learns an address of ours. Stricter (`no-referrer`) would make browsers post forms with
    // `Origin: null`, and outside https nothing else says where a form comes from.
    referrerPolicy: 'same-origin',
    // This host only: an ISP's captive portals live beside it, on subdomains that speak plain http. Half a year, in seconds.
    strictTransportSecurity: publicUrl.startsWith('https:') && 'max-age=15552000',
    // A page that says its own (the API's) knows better.
    overwrite: false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [] },
  });

/** Forms are posted from our own pages only: every browser says where a post comes from, by Origin or Sec-Fetch-Site. */
export function sameOriginWrites(publicUrl: string): MiddlewareHandler {
  const ours = new URL(publicUrl).origin;
  return csrf({ origin: (origin, c) => origin === ours || origin === new URL(c.req.url).origin });
}

const aSmallForm = bodyLimit({
  maxSize: 256 * 1024,
  onError: (c) => c.text('That is more than a form may hold.', 413),
});

/**
 * A form of ours is some kilobytes; nobody may fill the memory with one. Only the page that takes files takes more: it
 * writes them to the disk while they arrive, and counts their bytes itself.
 */
export const smallForms: MiddlewareHandler = (c, next) =>
  c.req.path === '/imports' ? next() : aSmallForm(c, next);

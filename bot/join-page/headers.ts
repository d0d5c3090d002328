import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** In somebody else's frame this page has nothing to lose: no cookie, no sign-in, nothing that a click could be stolen for. */
const headersFor = (publicUrl: string, framedBy: "'none'" | '*'): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: [framedBy],
      baseUri: ["'none'"],
    },
    xFrameOptions: framedBy === "'none'" && 'DENY',
    crossOriginResourcePolicy: framedBy === "'none'" ? 'same-origin' : 'cross-origin',
    referrerPolicy: 'same-origin',
    // This host only: an ISP's captive portals live beside it, on subdomains that speak plain http. Half a year, in seconds.
    strictTransportSecurity: publicUrl.startsWith('https:') && 'max-age=15552000',
  });

/** Styles of our own only, no script at all, and framed only where `?embed=1` asks for it. */
export function joinHeaders(publicUrl: string): MiddlewareHandler {
  const [alone, framed] = [headersFor(publicUrl, "'none'"), headersFor(publicUrl, '*')];
  return async (c, next) => {
    const answered = await (c.req.query('embed') === '1' ? framed : alone)(c, next);
    // Each form carries a seal of its own.
    c.header('cache-control', 'no-store');
    return answered;
  };
}

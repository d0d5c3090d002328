import { showMoment } from './time.tsx';

const steps = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `5 minutes ago`; less than a minute is `just now`. */
export function showAgo(at: Date, now = new Date()): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const step = steps.find((it) => seconds >= it.seconds);
  return step ? words.format(-Math.floor(seconds / step.seconds), step.unit) : 'just now';
}

/** How long ago, and when exactly, in the ISP's zone. */
export const Ago = ({ at, zone }: { at: Date | null; zone: string }) =>
  at ? (
    <>
      {showAgo(at)}
      <time class="exact" datetime={at.toISOString()}>
        {showMoment(at, zone)}
      </time>
    </>
  ) : (
    <span class="muted">never yet</span>
  );

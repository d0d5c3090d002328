import { execFileSync } from 'node:child_process';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** What keeps a real browser from starting on this system, in a sentence; null when nothing does. */
export async function findMissingForChromium(): Promise<string | null> {
  if (process.platform !== 'linux') return 'the Chromium that npm installs is for Linux';
  const path = await chromium.executablePath();
  const missing = [...execFileSync('ldd', [path], { encoding: 'utf8' }).matchAll(/(\S+) => not found/g)];
  if (missing.length === 0) return null;
  const libraries = missing.map((match) => match[1]).join(', ');
  return `this system lacks ${libraries}; install them with: apt-get install -y libnss3`;
}

/** A real Chromium, out of npm. It speaks to nobody but the pages it is sent to. */
export async function openChromium(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      // A name that is not localhost, for what browsers only grant to localhost and https.
      '--host-resolver-rules=MAP desk.office 127.0.0.1',
    ],
  });
}

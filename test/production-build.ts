import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const lockfile = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
});

/** What `npm ci --omit=dev --omit=optional` would install, by the lockfile's own word; no network is asked. */
function listProductionPackages(): string[] {
  const { packages } = lockfile.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  return Object.entries(packages)
    .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
    .map(([path]) => path)
    .filter((path) => path.lastIndexOf('node_modules/') === 0);
}

/** The compiled program in a folder of its own, with the libraries of production and none besides: what the container holds. */
export function buildForProduction(): string {
  execFileSync('npm', ['run', 'build'], { stdio: 'pipe' });
  const folder = mkdtempSync(join(tmpdir(), 'karibu-production-'));
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  for (const path of listProductionPackages()) cpSync(path, join(folder, path), { recursive: true });
  return folder;
}

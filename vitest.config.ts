import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules', 'dist'],
    // One embedded PostgreSQL for the whole run; each test file clones its own database from a migrated template.
    globalSetup: ['test/postgres.setup.ts'],
    expect: { requireAssertions: true },
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: [['default', { summary: false }]],
    silent: 'passed-only',
  },
});

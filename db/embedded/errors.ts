/** Whether an error carries one of these codes: Node's (`ENOENT`), postgres.js's or PostgreSQL's (`57P03`). */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}

/** A signal that ends with its parent, or before it. */
export interface ChildSignal {
  signal: AbortSignal;
  end(): void;
  /** Lets go of the parent. Must be called when nobody waits any more: the parent may live as long as the process. */
  free(): void;
}

/**
 * What `AbortSignal.any` promises. Node 20 may collect an `AbortSignal.timeout` that only `any` refers to, so that it never
 * fires, and what `any` makes of a signal that lives for long is never forgotten.
 */
export function childOf(parent: AbortSignal): ChildSignal {
  const child = new AbortController();
  const end = () => child.abort();
  if (parent.aborted) end();
  parent.addEventListener('abort', end, { once: true });
  return { signal: child.signal, end, free: () => parent.removeEventListener('abort', end) };
}

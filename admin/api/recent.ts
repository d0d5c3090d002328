/** Asks again once what is known is older than `ms`. Who asks meanwhile shares one answer; a failed one is not kept. */
export function keepRecent<T>(load: () => Promise<T>, ms: number): () => Promise<T> {
  let recent: Promise<T> | null = null;
  let until = 0;
  return async () => {
    if (!recent || until <= Date.now()) {
      recent = load();
      until = Date.now() + ms;
    }
    try {
      return await recent;
    } catch (error) {
      recent = null;
      throw error;
    }
  };
}

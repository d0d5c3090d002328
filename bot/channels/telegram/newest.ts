/** Enough for every chat in which somebody is answering just now. */
const mostChats = 10_000;

/**
 * The newest message that this process sent to a chat: a button above it is of a question that is past. It is only for
 * looks, so a chat that is not remembered, after a restart or because another process writes to it, is given the benefit.
 */
export interface Newest {
  keep(chat: string, message: number): void;
  isPast(chat: string, message: number): boolean;
}

export function rememberNewest(): Newest {
  const newest = new Map<string, number>();
  return {
    keep(chat, message) {
      // A map holds its keys in the order in which they came: the first is the chat that was written to longest ago.
      newest.delete(chat);
      newest.set(chat, message);
      const [longestAgo] = newest.keys();
      if (newest.size > mostChats && longestAgo !== undefined) newest.delete(longestAgo);
    },
    isPast: (chat, message) => message < (newest.get(chat) ?? message),
  };
}

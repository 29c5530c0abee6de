/** What a timer can count to, 24.8 days: one that is set to more fires at once. */
const mostMilliseconds = 2 ** 31 - 1;

/** Calls after so many milliseconds, however many; gives how not to. */
export function startLongTimer(milliseconds: number, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const start = (left: number) => {
    const now = Math.min(left, mostMilliseconds);
    timer = setTimeout(() => (left > now ? start(left - now) : act()), now);
  };
  start(milliseconds);
  return () => clearTimeout(timer);
}

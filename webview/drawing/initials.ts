/** Two letters of an owner for a small circle: of `team:data-platform` DP, of `ada@example.com` AD. */
export function initials(owner: string): string {
  const name = owner.slice(owner.indexOf(":") + 1).replace(/@.*$/, "");
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
  const [first = "", second] = parts;
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]];
  return letters.join("").toUpperCase();
}

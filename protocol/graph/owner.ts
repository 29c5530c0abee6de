/** Whether a text is an owner: an e-mail address, or `team:` and a name. */
export function isOwner(text: string): boolean {
  return /^team:[^\s:]+$/.test(text) || /^[^\s@:]+@[^\s@]+\.[^\s@.]+$/.test(text);
}

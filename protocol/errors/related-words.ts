/** What is said at the places that a diagnostic points to besides its own. */
export const relatedWords = {
  definedHereToo: () => "It is defined here too.",
  meantHere: () => "Did you mean this one?",
  whileMade: (key: string) => `While "${key}" was made.`,
} as const;

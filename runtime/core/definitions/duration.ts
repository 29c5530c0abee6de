/** "90s", "15m", "1.5h". */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

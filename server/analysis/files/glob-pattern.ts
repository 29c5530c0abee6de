/** A path pattern (`*`, `**`, `?`, `{a,b}`, `[a-z]`) as a regular expression over paths with forward slashes. */
export function globPattern(glob: string): RegExp {
  return new RegExp(`^${globSource(glob)}$`, "u");
}

export function globSource(glob: string): string {
  let source = "";
  let braces = 0;
  for (let index = 0; index < glob.length; index += 1) {
    const character = glob[index] ?? "";
    if (character === "*" && glob[index + 1] === "*") {
      const whole = (index === 0 || glob[index - 1] === "/") && (glob[index + 2] === "/" || index + 2 === glob.length);
      if (whole && glob[index + 2] === "/") {
        source += "(?:[^/]+/)*";
        index += 2;
      } else {
        source += ".*";
        index += 1;
      }
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "{") {
      braces += 1;
      source += "(?:";
    } else if (character === "}" && braces > 0) {
      braces -= 1;
      source += ")";
    } else if (character === "," && braces > 0) source += "|";
    else if (character === "[") {
      const end = glob.indexOf("]", index + 1);
      if (end === -1) source += "\\[";
      else {
        const inner = glob
          .slice(index + 1, end)
          .replace(/^!/, "^")
          .replaceAll("\\", "\\\\")
          .replaceAll("[", "\\[");
        source += `[${inner}]`;
        index = end;
      }
    } else if (character === "\\" && index + 1 < glob.length) {
      source += quoted(glob[index + 1] ?? "");
      index += 1;
    } else source += quoted(character);
  }
  return braces > 0 ? glob.replace(/./gu, quoted) : source;
}

function quoted(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** Finds the key that a misspelled one means. Keys are only ever added, so what is prepared for them is kept. */
export class KeySpelling {
  readonly #keys: readonly string[];
  readonly #folded: string[] = [];
  #row = new Uint16Array(64);
  #next = new Uint16Array(64);

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  /** The key that is spelled most like this one, if any is near enough to be meant; of several the first by code unit. */
  nearest(wanted: string, isDefined: (index: number) => boolean): string | undefined {
    for (let index = this.#folded.length; index < this.#keys.length; index += 1) {
      this.#folded.push(fold(this.#keys[index] ?? ""));
    }
    const folded = fold(wanted);
    let least = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)));
    let best: string | undefined;
    let sameEnd: string | undefined;
    const { length } = folded;
    for (let index = 0; index < this.#folded.length; index += 1) {
      const candidate = this.#folded[index] ?? "";
      const longer = candidate.length - length;
      const isNear = longer <= least && longer >= -least;
      // The last segment alone: "orders" for "marts/orders".
      const endsAlike = longer > 0 && candidate[longer - 1] === "/" && candidate.endsWith(folded);
      if (!isNear && !endsAlike) continue;
      const distance = endsAlike ? least + 1 : this.#distance(folded, candidate, least + 1);
      const key = this.#keys[index] ?? "";
      if ((distance > least && !endsAlike) || key === wanted) continue;
      if (!isDefined(index)) continue;
      if (endsAlike) sameEnd = sameEnd === undefined || key < sameEnd ? key : sameEnd;
      else if (best === undefined || distance < least || key < best) {
        best = key;
        least = distance;
      }
    }
    return best ?? sameEnd;
  }

  /** How many letters differ; `limit` when it is as many or more. */
  #distance(one: string, other: string, limit: number): number {
    if (Math.abs(one.length - other.length) >= limit) return limit;
    let start = 0;
    let oneEnd = one.length;
    let otherEnd = other.length;
    while (start < oneEnd && start < otherEnd && one.charCodeAt(start) === other.charCodeAt(start)) start += 1;
    while (oneEnd > start && otherEnd > start && one.charCodeAt(oneEnd - 1) === other.charCodeAt(otherEnd - 1)) {
      oneEnd -= 1;
      otherEnd -= 1;
    }
    const width = otherEnd - start;
    const height = oneEnd - start;
    if (width === 0 || height === 0) return Math.min(limit, Math.max(width, height));
    if (limit <= 1) return limit;
    if (this.#row.length <= width) {
      this.#row = new Uint16Array(width * 2);
      this.#next = new Uint16Array(width * 2);
    }
    for (let column = 0; column <= width; column += 1) this.#row[column] = column;
    for (let line = 1; line <= height; line += 1) {
      const letter = one.charCodeAt(start + line - 1);
      let diagonal = line - 1;
      let left = line;
      let smallest = line;
      this.#next[0] = line;
      for (let column = 1; column <= width; column += 1) {
        const above = this.#row[column] ?? 0;
        const changed = diagonal + (letter === other.charCodeAt(start + column - 1) ? 0 : 1);
        left = Math.min(above + 1, left + 1, changed);
        this.#next[column] = left;
        diagonal = above;
        if (left < smallest) smallest = left;
      }
      if (smallest >= limit) return limit;
      [this.#row, this.#next] = [this.#next, this.#row];
    }
    return Math.min(limit, this.#row[width] ?? limit);
  }
}

/** Without the differences that people do not see as differences. */
function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[-_]/g, "");
}

/** A name that is declared inside of a unit. */
export interface Local {
  /** Its number in the normal form, given where it is first met; -1 before. */
  number: number;
  /** What it is another name for: a module, by the unit's reference to it. */
  readonly module: ModuleAlias | undefined;
  /** Place in the unit's references of the value that it is a part of, so that changing it changes that. */
  readonly root: number | undefined;
  readonly parameter: boolean;
}

/** A whole module, under a name of the file or by its specifier. */
export type ModuleAlias =
  | { readonly kind: "import"; readonly name: string }
  | { readonly kind: "specifier"; readonly specifier: string };

/** The names of one block or function, over those around it. */
export class Scope {
  /** Most blocks declare nothing. */
  #names: Map<string, Local> | undefined;
  readonly parent: Scope | undefined;

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }

  declare(name: string, root: number | undefined, parameter: boolean): void {
    const known = this.#names?.get(name);
    if (known !== undefined && known.module === undefined && known.root === undefined && root === undefined) return;
    this.bind(name, { number: known?.number ?? -1, module: undefined, root, parameter });
  }

  bind(name: string, local: Local): void {
    this.#names ??= new Map();
    this.#names.set(name, local);
  }

  find(name: string): Local | undefined {
    let scope: Scope | undefined = this;
    while (scope !== undefined) {
      const local = scope.#names?.get(name);
      if (local !== undefined) return local;
      scope = scope.parent;
    }
    return undefined;
  }
}

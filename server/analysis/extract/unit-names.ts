import type { ts as TypeScript } from "ts-morph";
import { bare, literalText } from "./declared-names.ts";
import type { CalleeFact, DoubtFact, ImportFact, RefFact, UnitFact } from "./file-facts.ts";
import { changingFunctions, changingMethods, knownGlobals, readingMethods } from "./known-names.ts";
import { type Local, type ModuleAlias, Scope } from "./scope.ts";
import { ts } from "./syntax.ts";
import { UnitBuilder } from "./unit-builder.ts";
import { memberText } from "./written-paths.ts";

/** What a walk has to know of the file around it. */
export interface FileContext {
  readonly topNames: ReadonlySet<string>;
  readonly imports: ReadonlyMap<string, ImportFact>;
  /** Top-level names that are made by `createRequire`. */
  readonly requireNames: ReadonlySet<string>;
  /** Texts of top-level constants. */
  readonly constants: ReadonlyMap<string, string>;
  /** Whether the text has a `var` at all. */
  readonly hasVariables: boolean;
  lineOf(node: TypeScript.Node): number;
  textOf(node: TypeScript.Node): string;
  /** Told of every call of something imported; answers the key's text when the call defines an asset, and is no part of the unit then. */
  called(
    node: TypeScript.CallExpression,
    callee: CalleeFact,
    inFunction: boolean,
    isLocal: (name: string) => boolean,
  ): string | undefined;
  load(specifier: string, eager: boolean): void;
}

/** What a chain of properties starts from. */
interface Root {
  readonly fact?: RefFact | undefined;
  readonly local?: Local | undefined;
  readonly global?: string | undefined;
  readonly self?: boolean;
}

/** What the names of a unit mean while it is walked: locals by number, all else by reference; and what is changed through them. */
export class UnitNames {
  readonly builder = new UnitBuilder();
  readonly context: FileContext;
  readonly kind: UnitFact["kind"];
  scope = new Scope(undefined);
  /** Functions around the place; 0: it runs when the module is loaded. */
  depth = 0;
  #count = 0;

  constructor(context: FileContext, kind: UnitFact["kind"]) {
    this.context = context;
    this.kind = kind;
  }

  /** Walks something in a scope of its own. */
  within(walk: () => void): void {
    const outer = this.scope;
    this.scope = new Scope(outer);
    walk();
    this.scope = outer;
  }

  /** Notes what an assignment to this changes. */
  assign(target: TypeScript.Node): void {
    if (ts.isExpression(target)) {
      const inner = bare(target);
      if (ts.isIdentifier(inner)) {
        if (this.scope.find(inner.text) !== undefined) return;
        if (this.context.topNames.has(inner.text)) this.builder.assign(inner.text);
        this.changed(this.rootOf(inner, true));
      } else if (ts.isObjectLiteralExpression(inner)) {
        for (const property of inner.properties) {
          if (ts.isShorthandPropertyAssignment(property)) this.assign(property.name);
          else if (ts.isPropertyAssignment(property)) this.assign(property.initializer);
          else if (ts.isSpreadAssignment(property)) this.assign(property.expression);
        }
      } else if (ts.isArrayLiteralExpression(inner)) {
        for (const element of inner.elements) this.assign(ts.isSpreadElement(element) ? element.expression : element);
      } else if (ts.isBinaryExpression(inner)) this.assign(inner.left);
      else this.changed(this.rootOf(inner, true));
    }
  }

  changed(root: Root): void {
    const { local, global, self } = root;
    const { builder } = this;
    if (self === true) builder.changesThis = true;
    if (local?.parameter === true) builder.changesArguments = true;
    const place =
      this.placeOf(root) ?? (global === undefined ? undefined : builder.ref({ kind: "global", name: global }));
    if (place === undefined) return;
    builder.write(place, this.depth === 0);
  }

  placeOf(root: Root | undefined): number | undefined {
    return root?.fact === undefined ? root?.local?.root : this.builder.ref(root.fact);
  }

  /** The name that a chain of properties (and calls, if wanted) starts from. */
  rootOf(expression: TypeScript.Expression, throughCalls: boolean): Root {
    let node = bare(expression);
    let first: string | undefined;
    for (;;) {
      if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
        const module = this.moduleOf(node.expression);
        const member = memberText(node);
        first = member;
        if (module !== undefined && member !== undefined) {
          return { fact: this.memberOf(module, member, false) };
        }
        node = bare(node.expression);
      } else if (ts.isAwaitExpression(node)) node = bare(node.expression);
      else if (ts.isCallExpression(node)) {
        const callee: TypeScript.Expression = bare(node.expression);
        const [argument] = node.arguments;
        if (ts.isPropertyAccessExpression(callee)) {
          const owner = bare(callee.expression);
          if (ts.isIdentifier(owner) && owner.text === "Object" && argument !== undefined) node = bare(argument);
          else if (throughCalls || readingMethods.has(callee.name.text)) node = owner;
          else return {};
        } else if (throughCalls) node = callee;
        else return {};
      } else break;
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) return { self: true };
    if (!ts.isIdentifier(node)) return {};
    const name = node.text;
    const local = this.scope.find(name);
    if (local !== undefined) {
      return local.module === undefined ? { local } : {};
    }
    if (this.context.topNames.has(name) || this.context.imports.has(name)) {
      const imported = this.context.imports.get(name);
      if (imported === undefined) return { fact: { kind: "name", name, called: false } };
      // A module as a whole cannot be changed from outside.
      if (imported.name === "*" && !imported.required) return {};
      return { fact: { kind: "name", name, called: false, ...(first === undefined ? {} : { member: first }) } };
    }
    if (name === "module" || name === "exports") return {};
    // `globalThis.x = …` makes the name `x`.
    return { global: (name === "globalThis" || name === "global") && first !== undefined ? first : name };
  }

  /** The module that an expression stands for as a whole. */
  moduleOf(expression: TypeScript.Expression): ModuleAlias | undefined {
    const node = bare(expression);
    if (ts.isIdentifier(node)) {
      const local = this.scope.find(node.text);
      if (local !== undefined) return local.module;
      return this.context.imports.get(node.text)?.name === "*" ? { kind: "import", name: node.text } : undefined;
    }
    const call = ts.isAwaitExpression(node) ? bare(node.expression) : node;
    if (!ts.isCallExpression(call)) return undefined;
    const loads =
      call.expression.kind === ts.SyntaxKind.ImportKeyword ? call !== node : this.isRequire(call.expression);
    const specifier = loads ? this.textOf(call.arguments[0]) : undefined;
    return specifier === undefined ? undefined : { kind: "specifier", specifier };
  }

  loadModule(module: ModuleAlias): void {
    if (module.kind === "specifier") this.context.load(module.specifier, this.depth === 0);
  }

  memberOf(module: ModuleAlias, member: string, called: boolean) {
    return module.kind === "import"
      ? ({ kind: "name", name: module.name, member, called } as const)
      : ({ kind: "module", specifier: module.specifier, member } as const);
  }

  wholeOf(module: ModuleAlias) {
    return module.kind === "import"
      ? ({ kind: "name", name: module.name, called: false } as const)
      : ({ kind: "module", specifier: module.specifier } as const);
  }

  isRequire(callee: TypeScript.Expression): boolean {
    if (!ts.isIdentifier(callee) || this.scope.find(callee.text) !== undefined) return false;
    if (this.context.requireNames.has(callee.text)) return true;
    return callee.text === "require" && !this.context.topNames.has("require") && !this.context.imports.has("require");
  }

  /** A text that is written down here, or in a constant of the file. */
  textOf(node: TypeScript.Expression | undefined): string | undefined {
    if (node === undefined) return undefined;
    const inner = bare(node);
    if (ts.isIdentifier(inner) && this.scope.find(inner.text) === undefined) {
      return this.context.constants.get(inner.text);
    }
    return literalText(inner);
  }

  /** Notes that what this names runs here. */
  called(callee: TypeScript.Expression): void {
    if (this.depth > 0) return;
    const root = this.rootOf(callee, true);
    const place = this.placeOf(root);
    if (place !== undefined) this.builder.loadCall(place);
  }

  /** What a call may change: what its method is called on, and what it is handed. */
  effects(callee: TypeScript.Expression, args: readonly TypeScript.Expression[]): void {
    const { builder } = this;
    const load = this.depth === 0;
    this.called(callee);
    const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
    if (method !== undefined && ts.isPropertyAccessExpression(callee)) {
      const owner = bare(callee.expression);
      if (ts.isIdentifier(owner) && changingFunctions.has(`${owner.text}.${method}`)) {
        if (args[0] !== undefined) this.changed(this.rootOf(args[0], true));
        return;
      }
      const root = this.moduleOf(owner) === undefined ? this.rootOf(callee, false) : {};
      const isGlobal = root.global !== undefined;
      if (!isGlobal && changingMethods.has(method)) this.changed(root);
      else if (!isGlobal && !readingMethods.has(method)) {
        const place = this.placeOf(root);
        if (place !== undefined) {
          if (load && this.kind === "statement") this.changed(root);
          else builder.softWrite(place);
        }
      }
    }
    const target = this.rootOf(callee, true);
    const to = this.placeOf(target);
    if (to === undefined) return;
    for (const argument of args) {
      const inner = bare(argument);
      if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner)) continue;
      const root = this.rootOf(inner, false);
      const what = this.placeOf(root);
      if (what !== undefined) builder.pass({ what, to, load });
    }
  }

  calleeOf(callee: TypeScript.Expression): CalleeFact | undefined {
    const owner = ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : callee;
    if (!ts.isIdentifier(owner) || this.scope.find(owner.text) !== undefined) return undefined;
    if (!this.context.imports.has(owner.text) && !this.context.topNames.has(owner.text)) return undefined;
    return { name: owner.text, member: ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined };
  }

  binding(name: TypeScript.Identifier | undefined): void {
    if (name !== undefined) this.builder.out += this.number(name.text);
  }

  number(name: string): string {
    const local = this.scope.find(name);
    if (local === undefined) return ` ${name}`;
    if (local.number === -1) {
      this.#count += 1;
      local.number = this.#count;
    }
    return `$${local.number}`;
  }

  identifier(name: string, node: TypeScript.Node, called: boolean): void {
    const { builder } = this;
    const local = this.scope.find(name);
    if (local !== undefined) {
      if (local.module === undefined) builder.out += this.number(name);
      else builder.out += `#${builder.ref(this.wholeOf(local.module))}`;
      return;
    }
    if (this.context.topNames.has(name) || this.context.imports.has(name)) {
      builder.out += `#${builder.ref({ kind: "name", name, called })}`;
      return;
    }
    builder.out += `@${name}`;
    if (!knownGlobals.has(name) && name !== "") this.doubt("unknown function", node, name);
  }

  doubt(kind: DoubtFact["kind"], node: TypeScript.Node, global?: string): void {
    const text = this.context.textOf(node).replace(/\s+/g, " ");
    this.builder.doubt({
      kind,
      line: this.context.lineOf(node),
      text: text.length > 80 ? `${text.slice(0, 79)}…` : text,
      ...(global === undefined ? {} : { global }),
    });
  }
}

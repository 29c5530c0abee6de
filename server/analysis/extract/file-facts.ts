import type { ParametersFact, TextSpan } from "./text-span.ts";
import type { ValueFact } from "./value-fact.ts";

/** Everything that the lanes need of one file: a pure function of its path and text. Plain data. */
export interface FileFacts {
  readonly file: string;
  /** What the file's imports bind, by local name. */
  readonly imports: ReadonlyMap<string, ImportFact>;
  /** Specifiers whose modules are loaded with this one, in order of the text, once each. */
  readonly loads: readonly LoadFact[];
  /** By exported name; `export=` for `export =` and `module.exports =`. */
  readonly exports: ReadonlyMap<string, ExportFact>;
  /** `export * from`. */
  readonly stars: readonly string[];
  /** Values of top-level names, as far as text shows them. */
  readonly values: ReadonlyMap<string, ValueFact>;
  /** Names that reach a reader of the module: exported, or inside something exported. */
  readonly exposed: ReadonlySet<string>;
  readonly units: readonly UnitFact[];
  readonly calls: readonly CallFact[];
  /** The text does not parse. */
  readonly broken: boolean;
}

export interface ImportFact {
  readonly specifier: string;
  /** Exported name; `*` for the whole module. */
  readonly name: string;
  /** A `require`: the whole module may be one function. */
  readonly required: boolean;
}

export interface LoadFact {
  readonly specifier: string;
  /** An import for its effect alone. */
  readonly bare: boolean;
  /** Loaded at once; false: by a call inside a function. */
  readonly eager: boolean;
}

export type ExportFact =
  | { readonly kind: "local"; readonly name: string }
  | { readonly kind: "from"; readonly specifier: string; readonly name: string };

/** A top-level declaration, a statement that does something when the module is loaded, or the function of an asset. */
export interface UnitFact {
  /** What it declares; for an asset's function its key as written. */
  readonly names: readonly string[];
  readonly kind: "function" | "class" | "variable" | "enum" | "namespace" | "statement" | "default" | "compute";
  /** Of the normal form: no comments, formatting or types; locals numbered, what is not local by its place in `refs`. */
  readonly shape: string;
  readonly refs: readonly RefFact[];
  /** Places in `refs` that loading the module changes. */
  readonly loadWrites: readonly number[];
  /** Places in `refs` that loading the module calls. */
  readonly loadCalls: readonly number[];
  /** Places in `refs` that it changes whenever it runs. */
  readonly writes: readonly number[];
  /** Places of what it calls unknown methods of: changed if those change `this`. */
  readonly softWrites: readonly number[];
  /** What it hands to which function, which may change it. */
  readonly passes: readonly { readonly what: number; readonly to: number; readonly load: boolean }[];
  /** Names of its own file that it assigns. */
  readonly assigns: readonly string[];
  /** A function that changes what it is given. */
  readonly changesArguments: boolean;
  /** Its methods change `this`. */
  readonly changesThis: boolean;
  /** Place in `refs` of the value that it is another name for. */
  readonly aliasOf: number | undefined;
  readonly doubts: readonly DoubtFact[];
  readonly line: number;
}

export interface DoubtFact {
  readonly kind: "dynamic import" | "dynamic require" | "eval" | "computed member" | "unknown function" | "broken text";
  readonly line: number;
  readonly text: string;
  /** A name that nothing in the file declares and the language does not know. */
  readonly global?: string;
}

/** Something outside a unit that it uses. */
export type RefFact =
  /** A top-level name or an import of this file; `member`: only this property of it. */
  | { readonly kind: "name"; readonly name: string; readonly member?: string; readonly called: boolean }
  /** A module by its specifier; `member` absent: all of it. */
  | { readonly kind: "module"; readonly specifier: string; readonly member?: string }
  /** A file by its content: relative to this one, or with a leading slash to the project. */
  | { readonly kind: "file"; readonly path: string }
  /** Of the language or the host; kept only where it is changed. */
  | { readonly kind: "global"; readonly name: string }
  | { readonly kind: "jsx" };

/** A call outside of functions (or one that makes an asset, anywhere) whose callee is imported. */
export interface CallFact {
  readonly callee: CalleeFact;
  readonly arguments: readonly ValueFact[];
  readonly range: TextSpan;
  /** Of the first argument. */
  readonly firstRange: TextSpan | undefined;
  readonly firstText: string;
  /** How the result reaches a reader of the module. hidden: in a function that nothing exported uses. */
  readonly exposure: "exported" | "inside exported" | "local" | "in a function" | "hidden";
  readonly exportedAs: string | undefined;
  readonly description: string | undefined;
  /** Index of the unit that is its function. */
  readonly compute: number | undefined;
  /** Indexes of the units that are its `schema` options; under "" its own, else by output. */
  readonly schemas: Readonly<Record<string, number>>;
  readonly parameters: ParametersFact | undefined;
  /** Its statement does not parse. */
  readonly broken: boolean;
  readonly lastGood: boolean;
}

export interface CalleeFact {
  /** Top-level name. */
  readonly name: string;
  readonly member: string | undefined;
}

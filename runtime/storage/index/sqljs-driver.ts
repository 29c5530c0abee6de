import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import initSqlJs from "sql.js";
import { type FileSystem, nodeFileSystem } from "../file-system.ts";
import type { SqlDatabase, SqlDriver, SqlStatement, SqlValue } from "./sql-driver.ts";
import { installFiles, type MountedFiles, type SqliteMachine } from "./sqljs-file-system.ts";

export interface SqlJsDriverOptions {
  readonly fileSystem?: FileSystem;
  /** Where `sql-wasm.wasm` lies. Default: beside the bundle, else in the package sql.js. */
  readonly wasmFile?: string | undefined;
}

type Database = InstanceType<Awaited<ReturnType<typeof initSqlJs>>["Database"]>;

/** What sql.js offers besides its declared types: it is an Emscripten module. */
interface SqlJsModule {
  readonly Database: new (content?: Uint8Array) => Database;
  addFunction(called: (...numbers: number[]) => number, signature: string): number;
  _malloc(bytes: number): number;
  UTF8ToString(address: number): string;
}

interface Engine {
  readonly module: SqlJsModule;
  /** Absent: this sql.js cannot be taught files. */
  readonly files: MountedFiles | undefined;
  readonly onlyMemory: string | undefined;
}

/** The part of WebAssembly's interface that is used here; Node's types have it only together with the DOM's. */
interface WasmEngine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  readonly Memory: new (...parts: never) => SqliteMachine["memory"];
  readonly Table: new (...parts: never) => SqliteMachine["table"];
}

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

const wasmEngine = (globalThis as unknown as { readonly WebAssembly: WasmEngine }).WebAssembly;

/** sql.js starts once a process, and compiles its wasm once. */
let started: Promise<Engine> | undefined;

/** SQLite as sql.js has it, on real files where that works, in memory always. */
export async function loadSqlJsDriver(options: SqlJsDriverOptions = {}): Promise<SqlDriver> {
  started ??= startEngine(options.wasmFile);
  const engine = await started;
  const fileSystem = options.fileSystem ?? nodeFileSystem;
  return {
    onlyMemory: engine.onlyMemory,
    openInMemory() {
      const database = new engine.module.Database();
      database.exec("pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive");
      return wrapDatabase(database, () => undefined);
    },
    open(file) {
      if (engine.files === undefined) throw new Error(engine.onlyMemory);
      return openFile(engine.module, engine.files, fileSystem, file);
    },
  };
}

async function startEngine(wasmFile: string | undefined): Promise<Engine> {
  let instance: WasmInstance | undefined;
  const configuration = {
    instantiateWasm(imports: object, done: (made: WasmInstance, from: object) => void) {
      const wasm = new wasmEngine.Module(readFileSync(wasmFile ?? findWasm()));
      const made = new wasmEngine.Instance(wasm, imports);
      instance = made;
      done(made, wasm);
      return made.exports;
    },
  };
  const module = (await withFolderName(() => initSqlJs(configuration as never))) as unknown as SqlJsModule;
  try {
    return { module, files: installFiles(machineOf(module, instance)), onlyMemory: undefined };
  } catch (error) {
    return { module, files: undefined, onlyMemory: error instanceof Error ? error.message : String(error) };
  }
}

/** sql.js asks for the name of its folder, which a bundle of ES modules has not; it is not used for anything, as the wasm is read here. */
async function withFolderName<Result>(work: () => Promise<Result>): Promise<Result> {
  if (typeof __dirname !== "undefined") return work();
  Object.defineProperty(globalThis, "__dirname", { value: "", configurable: true });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(globalThis, "__dirname");
  }
}

function machineOf(module: SqlJsModule, instance: WasmInstance | undefined): SqliteMachine {
  const exported = Object.values(instance?.exports ?? {});
  const memory = exported.find((value) => value instanceof wasmEngine.Memory);
  const table = exported.find((value) => value instanceof wasmEngine.Table);
  if (memory === undefined || table === undefined || typeof module.addFunction !== "function") {
    throw new Error("this sql.js does not show its memory and functions");
  }
  return {
    memory,
    table,
    vfs: findVfs(module, memory),
    addFunction: (called, signature) => module.addFunction(called, signature),
    allocate: (bytes) => module._malloc(bytes),
    text: (address) => module.UTF8ToString(address),
  };
}

/** The first field of a `struct sqlite3` is the address of its `sqlite3_vfs`. */
function findVfs(module: SqlJsModule, memory: SqliteMachine["memory"]): number {
  const database = new module.Database();
  try {
    const handle: unknown = (database as unknown as { readonly db: unknown }).db;
    if (typeof handle !== "number") throw new Error("this sql.js does not show its databases");
    return new Uint32Array(memory.buffer)[handle >> 2] ?? 0;
  } finally {
    database.close();
  }
}

function findWasm(): string {
  const name = "sql-wasm.wasm";
  const here = import.meta.url === undefined ? __filename : fileURLToPath(import.meta.url);
  const beside = join(dirname(here), name);
  return existsSync(beside) ? beside : createRequire(here).resolve(`sql.js/dist/${name}`);
}

function openFile(module: SqlJsModule, files: MountedFiles, fileSystem: FileSystem, file: string): SqlDatabase {
  const path = files.mount(fileSystem, file);
  files.takeError();
  files.openNextAs(path);
  try {
    // With bytes, even none, sql.js makes a file of its own that closing can remove.
    const database = new module.Database(new Uint8Array(0));
    files.openNextAs(undefined);
    return wrapDatabase(
      database,
      () => files.takeError(),
      () => files.unmount(path),
    );
  } catch (error) {
    files.openNextAs(undefined);
    files.unmount(path);
    throw files.takeError() ?? error;
  }
}

function wrapDatabase(database: Database, takeError: () => unknown, onClose: () => void = () => {}): SqlDatabase {
  /** SQLite only says "disk I/O error"; the file system said which. */
  function told<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      const cause = takeError();
      throw cause === undefined ? error : new Error(error instanceof Error ? error.message : String(error), { cause });
    }
  }
  const prepared = new Map<string, SqlStatement>();
  return {
    execute: (statements) => {
      told(() => database.exec(statements));
    },
    prepare(text) {
      const known = prepared.get(text);
      if (known !== undefined) return known;
      const statement = wrapStatement(told(() => database.prepare(text)) as unknown as SqlJsStatement, told);
      prepared.set(text, statement);
      return statement;
    },
    transaction(work) {
      told(() => database.exec("begin"));
      try {
        const result = work();
        told(() => database.exec("commit"));
        return result;
      } catch (error) {
        rollBack(database);
        throw error;
      }
    },
    close() {
      try {
        told(() => database.close());
      } finally {
        onClose();
      }
    },
  };
}

interface SqlJsStatement {
  bind(values: readonly SqlValue[]): boolean;
  step(): boolean;
  get(): readonly SqlValue[];
  reset(): void;
}

function wrapStatement(statement: SqlJsStatement, told: <Result>(work: () => Result) => Result): SqlStatement {
  return {
    run(...values) {
      told(() => {
        statement.bind(values);
        statement.step();
        statement.reset();
      });
    },
    rows(...values) {
      return told(() => {
        const rows: (readonly SqlValue[])[] = [];
        statement.bind(values);
        while (statement.step()) rows.push(statement.get());
        statement.reset();
        return rows;
      });
    },
    first(...values) {
      return told(() => {
        statement.bind(values);
        const row = statement.step() ? statement.get() : undefined;
        statement.reset();
        return row;
      });
    },
  };
}

function rollBack(database: Database): void {
  try {
    database.exec("rollback");
  } catch {
    // SQLite has rolled back by itself after a failure of the disk.
  }
}

// The user's own compiler, as an editor runs it: diagnostics of one file after an edit, with our registry beside it (see types.ts).
import path from "node:path";
import ts from "typescript";

const [folder = "", ...files] = process.argv.slice(2);
const configFile = path.join(folder, "tsconfig.json");
const { options, fileNames } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(configFile, ts.sys.readFile).config,
  ts.sys,
  folder,
);
const edited = new Map<string, string>();
const service = ts.createLanguageService({
  getCompilationSettings: () => ({ ...options, skipLibCheck: true, noEmit: true }),
  getScriptFileNames: () => fileNames,
  getScriptVersion: (file) => String(edited.get(file)?.length ?? 0),
  getScriptSnapshot: (file) => {
    const text = edited.get(file) ?? ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => folder,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
  ...(ts.sys.realpath === undefined ? {} : { realpath: ts.sys.realpath }),
});

const spent = files.map((name) => {
  const file = path.join(folder, name);
  service.getSemanticDiagnostics(file);
  edited.set(file, `${ts.sys.readFile(file)}\nexport const added = 1;\n`);
  const { user, system } = process.threadCpuUsage();
  service.getSemanticDiagnostics(file);
  const after = process.threadCpuUsage();
  return (after.user + after.system - user - system) / 1_000;
});
process.stdout.write(JSON.stringify(spent));

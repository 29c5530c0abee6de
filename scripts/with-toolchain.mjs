// with-toolchain.mjs SCRIPT [arguments]: installs what is missing, then runs the script under the pinned Node. npm's commands go through
// this file, because it and toolchain.mjs are all that may run on the machine's own Node (20 or newer) before anything is installed.
import { installPackages, run } from "./toolchain.mjs";

installPackages();
process.exit(run("node", process.argv.slice(2)));

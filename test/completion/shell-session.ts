import { type ChildProcess, spawn, spawnSync } from "node:child_process";

/** How a shell is started so that it reads no settings of this machine, and shows `prompt` when it waits. */
export interface Shell {
  readonly name: "bash" | "zsh" | "fish";
  readonly start: string;
  /** Lines typed before all else. */
  readonly begin: readonly string[];
}

const prompt = "ready> ";

export const shells: readonly Shell[] = [
  {
    name: "bash",
    start: "bash --norc --noprofile -i",
    begin: ["bind 'set enable-bracketed-paste off'", "source <(evergraph completion bash)"],
  },
  {
    name: "zsh",
    start: "zsh -f -i",
    begin: ["autoload -Uz compinit && compinit -D", "source <(evergraph completion zsh)"],
  },
  {
    name: "fish",
    start: "fish --no-config -i",
    begin: ["evergraph completion fish | source"],
  },
];

/** Why a shell cannot be typed into here; false: it can. */
export function whyNot({ name }: Shell): string | false {
  if (process.platform !== "linux") return "script(1) is another program on this system";
  if (spawnSync("script", ["-qec", "true", "/dev/null"]).status !== 0) return "script(1) is not installed";
  return spawnSync(name, ["-c", "true"]).status === 0 ? false : `${name} is not installed`;
}

/** A shell on a terminal, as a user sits in front of it. */
export class ShellSession {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #text = "";
  #look = () => {};

  constructor({ start }: Shell, folder: string, environment: NodeJS.ProcessEnv) {
    this.#child = spawn("script", ["-qec", `stty cols 200 rows 50; exec ${start}`, "/dev/null"], {
      cwd: folder,
      env: { ...environment, PS1: prompt, TERM: "xterm", HISTFILE: "/dev/null" },
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      this.#text += chunk;
      this.#answer(chunk);
      this.#look();
    });
    this.#ended = new Promise((resolve) => this.#child.once("close", resolve));
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Resolves with the match when what came since the last call matches. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        const match = pattern.exec(this.#text);
        if (match === null) return;
        this.#text = "";
        this.#look = () => {};
        resolve(match);
      };
      void this.#ended.then(() => reject(new Error(`The shell ended. It had said: ${this.#text}`)));
      this.#look();
    });
  }

  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Fish asks a terminal what it can, and waits for the answer. */
  #answer(chunk: string): void {
    if (chunk.includes("\u001b[c") || chunk.includes("\u001b[0c")) this.type("\u001b[?6c");
  }
}

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const folders: Record<string, string> = { linux: "linux64-bin", darwin: "osx-bin", win32: "win64-bin" };
const home = dirname(createRequire(import.meta.url).resolve("hermes-compiler"));
const hermesc = join(home, "hermesc", folders[process.platform] ?? "", "hermesc");

/**
 * Compiles JavaScript to bytecode with the compiler of React Native's release builds. In strict mode it names each global
 * that neither the code nor the language declares.
 */
export const compileForHermes = (path: string, output: string) => {
  const options = ["-emit-binary", "-O", "-strict", "-max-diagnostic-width=80", "-out", output, path];
  const { status, stderr } = spawnSync(hermesc, options, { encoding: "utf8" });
  const faults = stderr.split("\n").filter((line) => /: (warning|error): /.test(line));
  const globals = faults.flatMap((line) => / the variable "(\w+)" was not declared /.exec(line)?.[1] ?? []);
  return { status, globals, others: faults.length - globals.length, stderr };
};

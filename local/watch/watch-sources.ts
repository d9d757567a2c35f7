import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OnLine } from "../../tools/command/step.ts";
import { prefixed } from "../logs/format-record.ts";
import { inBatches } from "./batches.ts";
import { concernOf } from "./concerns.ts";
import { type Outcome, type Refresher, refresher } from "./refresh.ts";
import type { Unit } from "./units.ts";
import { watchFiles } from "./watch-files.ts";

interface Sources {
  root: string;
  /** The text of template.yaml that is deployed. */
  template: string;
  layer: Unit;
  functions: Unit[];
  onLine: OnLine;
}

/**
 * Watches a repository's sources. When a file is saved, every unit that the file concerns is built and sent.
 * @returns a function that ends the watch
 */
export const watchSources = async ({ root, template, onLine, ...units }: Sources) => {
  const layer = refresher(units.layer, root);
  const functions = units.functions.map((unit) => refresher(unit, root));
  const log = (level: string, text: string) => onLine(prefixed(Date.now(), "watch", level, text));

  const logOutcome = (name: string, outcome: Outcome, since: number) => {
    const took = `${Date.now() - since} ms`;
    if (outcome.result === "updated") log("INFO", `${name} runs the new code  ${took}`);
    if (outcome.result === "recovered")
      log("INFO", `${name} builds again; the running code is the same  ${took}`);
    if (outcome.result !== "fault") return;
    log("ERROR", `${name} keeps its old code:`);
    for (const line of outcome.lines) onLine(`    ${line}`);
  };
  /** The layer comes first, because a function may need an export that only the new layer has. */
  const inOrder = async (
    concerned: (one: Refresher) => boolean,
    act: (one: Refresher) => Promise<Outcome>,
    since: number,
  ) => {
    const results: string[] = [];
    for (const step of [[layer], functions]) {
      await Promise.all(
        step.filter(concerned).map(async (one) => {
          const outcome = await act(one);
          logOutcome(one.unit.name, outcome, since);
          results.push(outcome.result);
        }),
      );
    }
    return results.every((result) => result === "unchanged");
  };

  const refreshConcerned = async (paths: Set<string>, since: number) => {
    await begun;
    for (const path of paths) {
      if (concernOf(path) === "tooling") log("WARN", `${path} changed. To build with it, restart npm start`);
    }
    if (paths.has("template.yaml") && (await textOf(join(root, "template.yaml"))) !== template) {
      log("WARN", "template.yaml changed. To deploy it, restart npm start");
    }
    const saved = [...paths].filter((path) => concernOf(path) === "source").map((path) => join(root, path));
    const nothingNew = await inOrder(
      (one) => saved.some((path) => one.concerns(path)),
      (one) => one.refresh(),
      since,
    );
    // A changed comment or type, or an undone change. Without this line it would be unclear whether the save was noticed.
    if (saved.length > 0 && nothingNew)
      log("INFO", `saved; the running code is the same  ${Date.now() - since} ms`);
  };
  const batches = inBatches(refreshConcerned);
  const watched = ["functions", "layers", "template.yaml"];
  const watcher = await watchFiles(root, watched, (path) => {
    if (concernOf(path) !== "nothing") batches.add(path);
  });
  // This begins while the watch is on, so no save is missed. A batch that is saved meanwhile waits for it.
  const begun = inOrder(
    () => true,
    (one) => one.begin(),
    Date.now(),
  );
  await begun;

  return async () => {
    await watcher.close();
    await batches.close();
  };
};

const textOf = (path: string) => readFile(path, "utf8").catch(() => undefined);

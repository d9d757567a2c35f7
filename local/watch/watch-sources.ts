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

/** Watches a repository's sources and has each unit that a saved file concerns built and sent. */
export const watchSources = async ({ root, template, onLine, ...units }: Sources) => {
  const layer = refresher(units.layer, root);
  const functions = units.functions.map((unit) => refresher(unit, root));
  const say = (level: string, text: string) => onLine(prefixed(Date.now(), "watch", level, text));

  const tell = (name: string, outcome: Outcome, since: number) => {
    const took = `${Date.now() - since} ms`;
    if (outcome.result === "updated") say("INFO", `${name} runs the new code  ${took}`);
    if (outcome.result === "healed") say("INFO", `${name} builds again; it is what runs  ${took}`);
    if (outcome.result !== "fault") return;
    say("ERROR", `${name} stays as it was:`);
    for (const line of outcome.lines) onLine(`    ${line}`);
  };
  /** The layer first: a function may need what only the new one has. */
  const inOrder = async (
    touched: (one: Refresher) => boolean,
    act: (one: Refresher) => Promise<Outcome>,
    since: number,
  ) => {
    const results: string[] = [];
    for (const step of [[layer], functions]) {
      await Promise.all(
        step.filter(touched).map(async (one) => {
          const outcome = await act(one);
          tell(one.unit.name, outcome, since);
          results.push(outcome.result);
        }),
      );
    }
    return results.every((result) => result === "unchanged");
  };

  const refreshConcerned = async (paths: Set<string>, since: number) => {
    await begun;
    for (const path of paths) {
      if (concernOf(path) === "tooling") say("WARN", `${path} changed: restart npm start to build with it`);
    }
    if (paths.has("template.yaml") && (await textOf(join(root, "template.yaml"))) !== template) {
      say("WARN", "template.yaml changed: restart npm start to deploy it");
    }
    const saved = [...paths].filter((path) => concernOf(path) === "source").map((path) => join(root, path));
    const nothingNew = await inOrder(
      (one) => saved.some((path) => one.concerns(path)),
      (one) => one.refresh(),
      since,
    );
    // A comment, a type, a file put back as it was: said, or one would wonder whether it was seen.
    if (saved.length > 0 && nothingNew) say("INFO", `saved; what runs is the same  ${Date.now() - since} ms`);
  };
  const batches = inBatches(refreshConcerned);
  const watched = ["functions", "layers", "template.yaml"];
  const watcher = await watchFiles(root, watched, (path) => {
    if (concernOf(path) !== "nothing") batches.add(path);
  });
  // With the watch on, so that nothing saved meanwhile is missed; what is saved from here on waits for it.
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

import type { Words } from "../language/language.ts";
import type { Followed } from "./followed.ts";

type Stage = "sent" | "completed" | "failed";

/** What a screen reader should hear of: not each status, and no per cent. */
export const stageOf = ({ view, failure }: Followed): Stage => {
  if (failure !== undefined) return "failed";
  if (view?.status === "completed") return "completed";
  return view?.status === "error" || view?.status === "expired" ? "failed" : "sent";
};

/** What has changed since `before`, as one message: many files are counted, one is named. */
export const newsOf = (
  { t }: Pick<Words, "t">,
  before: ReadonlyMap<string, Stage>,
  files: readonly Followed[],
): string => {
  const changed = files.filter((file) => before.get(file.id) !== stageOf(file));
  return (["failed", "completed", "sent"] as const)
    .map((stage) => changed.filter((file) => stageOf(file) === stage))
    .map((these) => {
      const [first] = these;
      return first && t(`follow.said-${stageOf(first)}`, { count: these.length, name: first.name });
    })
    .filter(Boolean)
    .join(" ");
};

export const stagesOf = (files: readonly Followed[]): ReadonlyMap<string, Stage> =>
  new Map(files.map((file) => [file.id, stageOf(file)]));

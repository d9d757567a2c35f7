import type { OperationsView } from "malote";
import { useWords } from "../language/language.ts";
import { StatusBadge } from "../parts/badge.tsx";
import { UNFINISHED } from "./samples.ts";

/** A tile for each status that is not final. Without a view, their places. */
export const Tiles = ({ view }: { view: OperationsView | undefined }) => {
  const { t, number } = useWords();
  return (
    <ul class="operations-tiles" aria-label={t("operations.tiles")} aria-busy={view === undefined}>
      {UNFINISHED.map((status) => {
        const count = view?.unfinished[status];
        const shown =
          count === undefined
            ? ""
            : view?.complete
              ? number(count)
              : t("operations.at-least", { number: number(count) });
        return (
          <li key={status} class="card operations-tile" data-status={status}>
            <StatusBadge status={status} />
            <strong class={count === 0 ? "operations-count none" : "operations-count"}>{shown}</strong>
            <span class="soft operations-tile-text">{t(`operations.tile.${status}`)}</span>
          </li>
        );
      })}
    </ul>
  );
};

import { useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { type Sample, UNFINISHED } from "./samples.ts";

/** The numbers of the plot, newest first. Its rows are made when somebody opens it. */
export const PlotTable = ({ samples }: { samples: readonly Sample[] }) => {
  const { t, known, number, clock } = useWords();
  const [open, setOpen] = useState(false);
  const numberOf = ({ counts, complete }: Sample, status: (typeof UNFINISHED)[number]) =>
    complete ? number(counts[status]) : t("operations.at-least", { number: number(counts[status]) });
  return (
    <details class="plot-details" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t("operations.plot-table")}</summary>
      {open && (
        // The rows may be wider and higher than their place, and the keyboard scrolls them.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: A place that scrolls must be reached by the keyboard.
        <section class="plot-scroll" tabIndex={0} aria-label={t("operations.plot-table")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("operations.plot-time")}</th>
                {UNFINISHED.map((status) => (
                  <th key={status} scope="col">
                    {known(`status.${status}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {samples.toReversed().map((sample) => (
                <tr key={sample.at}>
                  <th scope="row">{clock(new Date(sample.at).toISOString())}</th>
                  {UNFINISHED.map((status) => (
                    <td key={status}>{numberOf(sample, status)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
};

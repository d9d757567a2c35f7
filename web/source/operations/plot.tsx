import { useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { countTicks, nearest, pathOf, SIDE, scaleOf, timeTicks } from "./plot.ts";
import { PlotTable } from "./plot-table.tsx";
import { type Sample, UNFINISHED } from "./samples.ts";
import "./plot.css";

/**
 * A line for each status over the time in which the page was open. The lines are stretched to the width of the page, and the
 * words of the axes are HTML, so that they stay as large as all others.
 */
export const Plot = ({ samples }: { samples: readonly Sample[] }) => {
  const { t, known, number, ago, clock } = useWords();
  const scale = scaleOf(samples);
  const last = samples.at(-1);
  const first = samples[0];
  /** A share of the width: what the pointer is at. Everybody else has the table. */
  const [pointed, setPointed] = useState<number>();
  const read = pointed === undefined ? last : nearest(samples, pointed, scale);
  const iso = (at: number) => new Date(at).toISOString();
  return (
    <figure class="card operations-card plot" aria-labelledby="operations-plot">
      <h2 id="operations-plot">{t("operations.plot")}</h2>
      <ul class="plot-legend">
        {UNFINISHED.map((status) => (
          <li key={status}>
            <svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true" focusable="false">
              <path class={`plot-line ${status}`} d="M2 6H26" />
            </svg>
            {known(`status.${status}`)}
            <strong>{read && number(read.counts[status])}</strong>
          </li>
        ))}
        <li class="soft plot-read">{read && clock(iso(read.at))}</li>
      </ul>
      {/* The time goes from left to right in every language. */}
      <div class="plot-area" dir="ltr">
        <div class="plot-counts" aria-hidden="true">
          {countTicks(scale).map((count) => (
            <span key={count} style={{ bottom: `${(count / scale.most) * 100}%` }}>
              {number(count)}
            </span>
          ))}
        </div>
        <svg
          class="plot-lines"
          viewBox={`0 0 ${SIDE} ${SIDE}`}
          preserveAspectRatio="none"
          role="img"
          onPointerMove={({ clientX, currentTarget }) => {
            const { left, width } = currentTarget.getBoundingClientRect();
            setPointed((clientX - left) / width);
          }}
          onPointerLeave={() => setPointed(undefined)}
          aria-label={
            first && last
              ? t("operations.plot-summary", { from: clock(iso(first.at)), to: clock(iso(last.at)) })
              : t("app.loading")
          }
        >
          {countTicks(scale).map((count) => (
            <path key={count} class="plot-grid" d={`M0 ${SIDE - (count / scale.most) * SIDE}H${SIDE}`} />
          ))}
          {pointed !== undefined && read && (
            <path
              class="plot-pointer"
              d={`M${((read.at - scale.from) / (scale.to - scale.from)) * SIDE} 0V${SIDE}`}
            />
          )}
          {last &&
            UNFINISHED.map((status) => (
              <path key={status} class={`plot-line ${status}`} d={pathOf(samples, status, scale)} />
            ))}
          {last &&
            UNFINISHED.map((status) => (
              <path
                key={status}
                class={`plot-end ${status}`}
                d={`M${SIDE} ${SIDE - (last.counts[status] / scale.most) * SIDE}h0`}
              />
            ))}
        </svg>
        <div class="plot-times" aria-hidden="true">
          {last &&
            timeTicks(scale).map(({ at, share }) => (
              <span key={at} class={placeOf(share)} style={{ left: `${share * 100}%` }}>
                {share === 1 ? clock(iso(at)) : ago(iso(at), last.at)}
              </span>
            ))}
        </div>
      </div>
      <figcaption class="soft">{t("operations.plot-note")}</figcaption>
      <PlotTable samples={samples} />
    </figure>
  );
};

/** The words at the edges stay inside of the card. The others stand in the middle of their time. */
const placeOf = (share: number): string | undefined =>
  share === 1 ? "end" : share < 0.05 ? "start" : undefined;

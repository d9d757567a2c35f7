import type { StatusView } from "malote";
import { useWords } from "../language/language.ts";
import { Icon, type IconName } from "../parts/icon.tsx";
import { type SeenChange, type Step, stepsOf } from "./steps.ts";
import "./timeline.css";

export interface TimelineProps {
  view: Pick<StatusView, "status" | "created_at" | "updated_at">;
  /** The history of a record, or the changes that were seen so far. Default: the two that the status tells. */
  history?: readonly SeenChange[] | undefined;
  /** Shows who made each change, and its details, as for operators. Default: false. */
  withActors?: boolean;
}

/** More steps than these stand below each other, however wide the place is. */
const MOST_BESIDE = 5;

/** The way of a file through the service, with times. Beside each other in a wide place, else below each other. */
export const Timeline = ({ view, history, withActors = false }: TimelineProps) => {
  const { t } = useWords();
  const steps = stepsOf(view, history);
  return (
    <div class="timeline">
      <ol
        class={steps.length > MOST_BESIDE || withActors ? "timeline-steps" : "timeline-steps short"}
        aria-label={t("follow.timeline")}
      >
        {steps.map((step, index) => (
          // A file may be in one status twice, and steps are only ever added at the end.
          <TimelineStep
            key={`${index} ${step.status}`}
            step={step}
            withActors={withActors}
            isWell={steps[index + 1]?.status !== "error"}
          />
        ))}
      </ol>
    </div>
  );
};

interface TimelineStepProps {
  step: Step;
  withActors: boolean;
  /** What it has done here is past, and it went well. */
  isWell: boolean;
}

const TimelineStep = ({ step, withActors, isWell }: TimelineStepProps) => {
  const { t, known, clock, exactly, duration } = useWords();
  const { status, state, at, seconds, by, details } = step;
  const name =
    // What it was announced as has nothing to do with what failed later.
    ((isWell || status === "pending") && state === "done" ? known(`follow.done.${status}`) : undefined) ??
    known(`status.${status}`) ??
    status;
  const after =
    seconds === undefined || seconds < 0.05
      ? undefined
      : seconds < 60
        ? t("follow.seconds", { seconds: Math.round(seconds * 10) / 10 })
        : duration(seconds);
  return (
    <li class={`timeline-step ${state} ${toneOf(step)}`} aria-current={state === "now" ? "step" : undefined}>
      <span class="timeline-mark">{markOf(step)}</span>
      <span class="timeline-name">
        {name}
        {state === "ahead" && <span class="hidden-text"> ({t("follow.ahead")})</span>}
      </span>
      {at !== undefined && (
        <span class="timeline-time">
          <time dateTime={at} title={exactly(at)}>
            {clock(at)}
          </time>
          {after !== undefined && <span> {t("follow.after", { time: after })}</span>}
        </span>
      )}
      {withActors && by !== undefined && <span class="timeline-more">{known(`follow.by.${by}`) ?? by}</span>}
      {withActors && details !== undefined && (
        <span class="timeline-more" lang="en">
          {details}
        </span>
      )}
    </li>
  );
};

const TONES: Record<string, string> = {
  error: "bad",
  expired: "warn",
  quarantined: "warn",
  deleted: "idle",
};
const toneOf = ({ status, state }: Step): string =>
  state === "done" ? (TONES[status] ?? "good") : state === "now" ? "busy" : "idle";

const MARKS: Record<string, IconName> = {
  error: "alert",
  expired: "clock",
  quarantined: "shield",
  deleted: "trash",
};

const markOf = ({ state, status }: Step) => {
  if (state === "now") return <span class="spinner" aria-hidden="true" />;
  return state === "done" ? <Icon name={MARKS[status] ?? "check"} size={14} /> : null;
};

import { operations } from "malote";
import { useEffect, useState } from "preact/hooks";
import { useService } from "../app/service.ts";
import { useStore } from "../app/store.ts";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";
import { Fault } from "./fault.tsx";
import { FindFile } from "./find-file.tsx";
import { Oldest } from "./oldest.tsx";
import { Plot } from "./plot.tsx";
import { usePolled } from "./polled.ts";
import { seenBy, withView } from "./seen.ts";
import { Tiles } from "./tiles.tsx";
import "./operations.css";

/** Seconds. */
const EVERY = 15;

/** What is not finished, of all users: how many files, the oldest of them, and how it went since the page was opened. */
export default () => {
  const { malote } = useService();
  const { t, clock } = useWords();
  const seen = seenBy(malote);
  const { view, samples } = useStore(seen);
  const { error, busy, reload } = usePolled(
    async (signal) => seen.set(withView(seen.get(), await operations(malote, { signal }))),
    () => EVERY * 1000,
    [malote, seen],
  );
  const [wanted, setWanted] = useState(false);
  const refresh = () => {
    setWanted(true);
    reload();
  };
  // A person hears the end of the refresh that they wanted, and not each of the others.
  useEffect(() => {
    if (!busy && wanted) {
      const timer = setTimeout(() => setWanted(false), 3000);
      return () => clearTimeout(timer);
    }
  }, [busy, wanted]);
  const isFirst = view === undefined;
  return (
    <div class="view operations">
      <div class="view-head">
        <div class="operations-head">
          <h1>{t("operations.title")}</h1>
          <p class="soft">{t("operations.lead")}</p>
        </div>
        <div class="operations-refresh">
          <p class="soft">
            {view && <time dateTime={view.at}>{t("operations.as-of", { time: clock(view.at) })}</time>}
            <span>{t("operations.auto", { seconds: EVERY })}</span>
          </p>
          <Button icon="retry" busy={busy && wanted} onClick={refresh}>
            {t("operations.refresh")}
          </Button>
          <p class="hidden-text" role="status">
            {wanted && !busy && view && error === undefined
              ? t("operations.as-of", { time: clock(view.at) })
              : ""}
          </p>
        </div>
      </div>
      {error !== undefined && <Fault error={error} retry={refresh} />}
      {view?.complete === false && (
        <Note tone="warn" icon="alert">
          {t("operations.incomplete")}
        </Note>
      )}
      {(view || error === undefined) && (
        <>
          <Tiles view={view} />
          <div class="operations-beside">
            <Oldest view={view} loading={isFirst} />
            <FindFile />
          </div>
          <Plot samples={samples} />
        </>
      )}
    </div>
  );
};

import { type OperatorFileView, operationsFile } from "malote";
import { useEffect, useRef, useState } from "preact/hooks";
import { linkTo } from "../app/route.ts";
import { useService } from "../app/service.ts";
import { goesOn } from "../follow/steps.ts";
import { Timeline } from "../follow/timeline.tsx";
import { useWords } from "../language/language.ts";
import { StatusBadge } from "../parts/badge.tsx";
import { Button, LinkButton } from "../parts/button.tsx";
import { Cause } from "./cause.tsx";
import { Deeds } from "./deeds.tsx";
import { Facts } from "./facts.tsx";
import { Fault } from "./fault.tsx";
import { usePolled } from "./polled.ts";
import "./operations.css";
import "./operations-file.css";

/** Milliseconds between two looks at a file that the service works on. */
const WHILE_BUSY = 3000;

/** The service changes the record by itself. */
const isMoving = ({ status, quarantine_step }: OperatorFileView): boolean =>
  goesOn(status) || (status === "quarantined" && quarantine_step !== "held");

export default ({ file_id }: { file_id: string }) => <OneFile key={file_id} file_id={file_id} />;

/** All that the service knows of the file of any user, and what an operator may do with it. */
const OneFile = ({ file_id }: { file_id: string }) => {
  const { malote } = useService();
  const { t } = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  const {
    value: file,
    error,
    busy,
    reload,
  } = usePolled(
    (signal) => operationsFile(malote, file_id, { signal }),
    (value) => (value === undefined || isMoving(value) ? WHILE_BUSY : undefined),
    [malote, file_id],
  );
  const [answers, setAnswers] = useState(0);
  // The dialog gives the focus back to its button, which may be gone then.
  useEffect(() => {
    if (answers > 0) title.current?.focus();
  }, [answers]);
  const loadAgain = () => {
    setAnswers((count) => count + 1);
    reload();
  };
  return (
    <div class="view operations-file">
      <div class="view-head">
        <LinkButton href={linkTo.operations} look="quiet" icon="back">
          {t("nav.operations")}
        </LinkButton>
        <Button icon="retry" busy={busy && file !== undefined} onClick={reload}>
          {t("operations.refresh")}
        </Button>
      </div>
      <div class="operations-file-head">
        <h1 ref={title} tabIndex={-1}>
          {file ? file.file_name : t("operations.file")}
        </h1>
        <p aria-live="polite">{file && <StatusBadge status={file.status} />}</p>
        <code class="soft">{file_id}</code>
      </div>
      {error !== undefined && <Fault error={error} retry={reload} />}
      {file ? (
        <>
          <Cause file={file} />
          <div class="operations-columns">
            <div class="operations-column">
              <Deeds file={file} loadAgain={loadAgain} />
              <section class="card operations-card" aria-labelledby="operations-history">
                <h2 id="operations-history">{t("operations.history")}</h2>
                <Timeline view={file} history={file.history} withActors />
              </section>
            </div>
            <Facts file={file} />
          </div>
        </>
      ) : (
        error === undefined && <Waiting />
      )}
    </div>
  );
};

/** Cards of the size of what comes. */
const Waiting = () => {
  const { t } = useWords();
  return (
    <div class="operations-columns" aria-busy="true">
      <p class="hidden-text" role="status">
        {t("app.loading")}
      </p>
      <div class="card operations-waiting" />
      <div class="card operations-waiting" />
    </div>
  );
};

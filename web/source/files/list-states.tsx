import { useEffect, useState } from "preact/hooks";
import { useOnline } from "../app/online.ts";
import { linkTo, replaceQuery } from "../app/route.ts";
import { explain } from "../language/explain.ts";
import { useWords } from "../language/language.ts";
import { Button, LinkButton } from "../parts/button.tsx";
import { Empty, Note } from "../parts/note.tsx";
import "./list-states.css";

const ROWS = [62, 38, 51, 70, 44, 57];

/** Where the rows will be, while the first page loads. */
export const Skeleton = () => {
  const { t } = useWords();
  return (
    <div class="skeleton" role="status">
      <span class="hidden-text">{t("app.loading")}</span>
      {ROWS.map((width) => (
        <div key={width} class="skeleton-row" aria-hidden="true">
          <span class="skeleton-thumb" />
          <span class="skeleton-text" style={{ inlineSize: `${width}%` }} />
        </div>
      ))}
    </div>
  );
};

/** Why the files do not come, and what to do. */
export const LoadTrouble = ({ error, retry }: { error: unknown; retry: () => void }) => {
  const words = useWords();
  const { t } = words;
  const isOnline = useOnline();
  const { title, detail } = explain(words, error);
  if (!isOnline)
    return (
      <Note tone="warn" icon="offline" title={t("files.offline")}>
        {t("files.offline-help")}
      </Note>
    );
  return (
    <Note
      tone="bad"
      icon="alert"
      title={title}
      actions={
        <Button icon="retry" onClick={retry}>
          {t("app.retry")}
        </Button>
      }
    >
      {detail}
    </Note>
  );
};

/** Milliseconds after which a load is slow. The connection repeats what fails, so an error comes much later. */
const SLOW = 6000;

/** Says that the service does not respond yet, while the page keeps trying. */
export const SlowNote = ({ isLoading, retry }: { isLoading: boolean; retry: () => void }) => {
  const { t } = useWords();
  const isOnline = useOnline();
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    setIsSlow(false);
    if (!isLoading) return;
    const timer = setTimeout(() => setIsSlow(true), SLOW);
    return () => clearTimeout(timer);
  }, [isLoading]);
  if (!isLoading) return null;
  if (!isOnline)
    return (
      <Note tone="warn" icon="offline" title={t("files.offline")}>
        {t("files.offline-help")}
      </Note>
    );
  if (!isSlow) return null;
  return (
    <Note
      tone="warn"
      icon="clock"
      title={t("files.slow")}
      actions={
        <Button icon="retry" onClick={retry}>
          {t("app.retry")}
        </Button>
      }
    >
      {t("files.slow-help")}
    </Note>
  );
};

export const NoFiles = () => {
  const { t } = useWords();
  return (
    <Empty
      icon="files"
      title={t("files.none")}
      actions={
        <LinkButton href={linkTo.upload} look="primary" icon="upload">
          {t("files.upload")}
        </LinkButton>
      }
    >
      {t("files.none-help")}
    </Empty>
  );
};

export const NothingFound = () => {
  const { t } = useWords();
  return (
    <Empty
      icon="search"
      title={t("files.nothing-found")}
      actions={
        <Button icon="close" onClick={() => replaceQuery(new URLSearchParams())}>
          {t("files.clear-filters")}
        </Button>
      }
    >
      {t("files.nothing-found-help")}
    </Empty>
  );
};

import type { OperationsView } from "malote";
import { linkTo } from "../app/route.ts";
import { useWords } from "../language/language.ts";
import { StatusBadge } from "../parts/badge.tsx";
import { LinkButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";

/** The file that has been unfinished for the longest time. */
export const Oldest = ({ view, loading }: { view: OperationsView | undefined; loading: boolean }) => {
  const { t, duration, exactly } = useWords();
  const oldest = view?.oldest;
  return (
    <section
      class="card operations-card operations-oldest"
      aria-labelledby="operations-oldest"
      aria-busy={loading}
    >
      <h2 id="operations-oldest">{t("operations.oldest")}</h2>
      {oldest ? (
        <>
          <p class="operations-age">
            <strong>{duration(oldest.age_seconds)}</strong> <StatusBadge status={oldest.status} />
          </p>
          <p class="soft">
            {t("operations.created")} <time dateTime={oldest.created_at}>{exactly(oldest.created_at)}</time>
            <br />
            <code>{oldest.file_id}</code>
          </p>
          <LinkButton href={linkTo.operationsFile(oldest.file_id)} icon="search">
            {t("operations.look")}
          </LinkButton>
        </>
      ) : (
        <p class="soft operations-none">
          {!loading && <Icon name="check" size={28} />}
          {loading ? t("app.loading") : t("operations.oldest-none")}
        </p>
      )}
    </section>
  );
};

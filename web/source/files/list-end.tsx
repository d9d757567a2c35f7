import { useEffect, useRef } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { LoadTrouble, SlowNote } from "./list-states.tsx";

/** The next page is requested when the end of the list is this near. Some screens. */
const NEAR = "1600px";

export interface ListEndProps {
  count: number;
  hasMore: boolean;
  isLoading: boolean;
  error: unknown;
  loadMore(): void;
}

/** Loads the next page before the person reaches the end, and says so while it loads. */
export const ListEnd = ({ count, hasMore, isLoading, error, loadMore }: ListEndProps) => {
  const { t } = useWords();
  const end = useRef<HTMLDivElement>(null);
  // A new observer after each page reports again where the end is.
  useEffect(() => {
    if (!end.current || !hasMore || isLoading || error !== undefined) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadMore(), {
      rootMargin: NEAR,
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [count, hasMore, isLoading, error, loadMore]);
  return (
    <div ref={end} class="list-end">
      {count > 0 && <SlowNote isLoading={isLoading} retry={loadMore} />}
      {count > 0 && error !== undefined && <LoadTrouble error={error} retry={loadMore} />}
      {hasMore && isLoading && (
        <p class="centred soft">
          <span class="spinner" aria-hidden="true" /> {t("app.loading")}
        </p>
      )}
    </div>
  );
};

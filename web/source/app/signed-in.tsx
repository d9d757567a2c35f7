import { checksumsInWorker, connect } from "malote";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useMemo } from "preact/hooks";
import type { Config } from "../deployment/deployment.ts";
import { Trouble } from "../deployment/trouble.tsx";
import { useWords } from "../language/language.ts";
import { LinkButton } from "../parts/button.tsx";
import { Empty } from "../parts/note.tsx";
import { isSignedOut } from "../session/ended-session.ts";
import type { Session } from "../session/session.ts";
import { DropAnywhere } from "../upload/drop-anywhere.tsx";
import { endUploads, forgetAll, forgetting } from "../upload/ending.ts";
import { useLoaded } from "./loaded.ts";
import { linkTo, type Route, useRoute } from "./route.ts";
import { type Service, ServiceContext } from "./service.ts";
import { Shell } from "./shell.tsx";

const UploadView = lazy(() => import("../upload/upload-view.tsx"));
const FilesArea = lazy(() => import("../files/files-area.tsx"));
const OperationsView = lazy(() => import("../operations/operations-view.tsx"));
const OperationsFileView = lazy(() => import("../operations/operations-file-view.tsx"));
const AccountView = lazy(() => import("../account/account-view.tsx"));

/** The views of a signed-in person, once the service has said what it accepts. */
export const SignedIn = ({ config, session: given }: { config: Config; session: Session }) => {
  const session = useMemo(() => forgetting(given), [given]);
  useEffect(() => () => void (isSignedOut(session) ? forgetAll(session.user.id) : endUploads()), [session]);
  const malote = useMemo(
    () =>
      connect({
        url: config.api_url,
        token: () => session.token(),
        checksums: checksumsInWorker(
          () => new Worker(new URL("malote/worker", import.meta.url), { type: "module" }),
        ),
      }),
    [config, session],
  );
  const description = useLoaded(() => malote.describe(), [malote]);
  const route = useRoute();
  useTitle(route);
  const views = session.user.isOperator
    ? (["upload", "files", "operations", "account"] as const)
    : (["upload", "files", "account"] as const);
  if (description.error !== undefined)
    return (
      <Shell views={views}>
        <Trouble error={description.error} retry={description.reload} />
      </Shell>
    );
  if (description.value === undefined) return <Shell views={views} loading />;
  const service: Service = { malote, description: description.value, session, config };
  return (
    <ServiceContext.Provider value={service}>
      <Shell views={views}>
        <Suspense fallback={<Loading />}>
          <View route={route} isOperator={session.user.isOperator} />
        </Suspense>
        <DropAnywhere />
      </Shell>
    </ServiceContext.Provider>
  );
};

const View = ({ route, isOperator }: { route: Route; isOperator: boolean }) => {
  if (route.view === "upload") return <UploadView />;
  if (route.view === "files" || route.view === "file") return <FilesArea route={route} />;
  if (route.view === "operations" && isOperator) return <OperationsView />;
  if (route.view === "operations-file" && isOperator) return <OperationsFileView file_id={route.file_id} />;
  if (route.view === "account") return <AccountView />;
  return <NotFound />;
};

const Loading = () => {
  const { t } = useWords();
  return (
    <p class="centred soft" aria-live="polite">
      <span class="spinner" aria-hidden="true" /> {t("app.loading")}
    </p>
  );
};

const NotFound = () => {
  const { t } = useWords();
  return (
    <Empty
      icon="search"
      level={1}
      title={t("app.not-found")}
      actions={<LinkButton href={linkTo.upload}>{t("app.go-home")}</LinkButton>}
    />
  );
};

/** The title of the window, and the focus at the beginning of a new view, as after a load of a page. */
const useTitle = (route: Route) => {
  const { t } = useWords();
  const { view } = route;
  const name =
    view === "file"
      ? "files"
      : view === "operations-file"
        ? "operations"
        : view === "not-found"
          ? "upload"
          : view;
  useEffect(() => {
    document.title = `${t(`nav.${name}`)} · ${t("app.name")}`;
  }, [name, t]);
  const id = "file_id" in route ? route.file_id : "";
  // The focus moves when the view changes, and only then.
  useEffect(() => {
    if (document.activeElement?.closest("nav"))
      document.getElementById("main")?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [view, id]);
};

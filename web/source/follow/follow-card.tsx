import { get, type Malote } from "malote";
import { memo } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { useLoaded } from "../app/loaded.ts";
import { useService } from "../app/service.ts";
import { useWords } from "../language/language.ts";
import { StatusBadge } from "../parts/badge.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { CardActions } from "./card-actions.tsx";
import type { FollowActions } from "./follow-list.tsx";
import { type Followed, isUnderWay } from "./followed.ts";
import { Proof } from "./proof.tsx";
import { Reason } from "./reason.tsx";
import { Timeline } from "./timeline.tsx";
import "./follow-card.css";

interface FollowCardProps extends FollowActions {
  file: Followed;
  /** Until the person decides. */
  isOpen: boolean;
}

/** One file: what it is, where it is on its way, and then what was verified or what went wrong. */
export const FollowCard = memo(({ file, isOpen, ...actions }: FollowCardProps) => {
  const { t, bytes } = useWords();
  const { malote } = useService();
  const { view, failure, name, size, type, seen } = file;
  const record = useRecord(malote, file);
  const [chosen, setChosen] = useState<boolean>();
  const open = chosen ?? isOpen;
  return (
    <li class="follow-card card">
      <div class="follow-card-head">
        <span class="follow-card-icon">
          <Icon name={iconOf(type)} size={24} />
        </span>
        <div class="follow-card-name">
          <h3 dir="auto">{name}</h3>
          <span class="soft">{bytes(size)}</span>
        </div>
        {view ? (
          <StatusBadge status={view.status} />
        ) : (
          <span class="badge bad">
            <Icon name="alert" size={14} />
            {t("follow.not-sent")}
          </span>
        )}
      </div>
      <Reason view={view} failure={failure} declared={record?.type ?? type} />
      {view && (
        <details
          open={open}
          onToggle={({ currentTarget }) => currentTarget.open !== open && setChosen(currentTarget.open)}
        >
          <summary>{t("follow.details")}</summary>
          <div class="follow-card-details">
            <Timeline view={view} history={record?.history ?? seen} />
            <Proof file={record ?? { status: view.status, verified: view.verified, len: size }} />
          </div>
        </details>
      )}
      <CardActions file={file} record={record} {...actions} />
    </li>
  );
});

/** The record of a file whose status is final: its history has the exact times, and it has a link for the download. */
const useRecord = (malote: Malote, file: Followed) => {
  const { view } = file;
  const file_id = view && !isUnderWay(file) ? view.file_id : undefined;
  const { value, error, reload } = useLoaded(
    async (signal) => (file_id === undefined ? undefined : get(malote, file_id, { signal })),
    [malote, file_id, view?.status],
  );
  // A lost line is no reason to show less for ever.
  useEffect(() => {
    if (error === undefined) return;
    window.addEventListener("online", reload, { once: true });
    return () => window.removeEventListener("online", reload);
  }, [error, reload]);
  return value?.file_id === file_id ? value : undefined;
};

const ICONS: Record<string, IconName> = { image: "image", video: "video", audio: "audio" };
const ARCHIVE = /zip|tar|rar|7z|compress/;
const iconOf = (type: string): IconName =>
  ICONS[type.split("/")[0] ?? ""] ?? (ARCHIVE.test(type) ? "archive" : "document");

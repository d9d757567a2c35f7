import type { Status } from "malote";
import { useWords } from "../language/language.ts";
import { Icon, type IconName } from "./icon.tsx";
import "./badge.css";

type Tone = "good" | "busy" | "bad" | "warn" | "idle";

const LOOKS: Record<Status, [tone: Tone, icon: IconName]> = {
  pending: ["idle", "clock"],
  uploaded: ["busy", "upload"],
  processing: ["busy", "clock"],
  completed: ["good", "check"],
  quarantined: ["warn", "shield"],
  error: ["bad", "alert"],
  expired: ["warn", "clock"],
  deleted: ["idle", "trash"],
};

/** The status of a file, by colour, icon and word. A status that is newer than the page is shown as it is. */
export const StatusBadge = ({ status }: { status: Status }) => {
  const { known } = useWords();
  const [tone, icon] = LOOKS[status] ?? ["idle", "clock"];
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} size={14} />
      {known(`status.${status}`) ?? status}
    </span>
  );
};

import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";
import "./note.css";

export interface NoteProps {
  /** Default: `idle`. */
  tone?: "good" | "busy" | "bad" | "warn" | "idle";
  icon?: IconName;
  title?: string;
  children?: ComponentChildren;
  /** Buttons that help. */
  actions?: ComponentChildren;
}

/** A message in its place, such as an error and what to do. A screen reader reads errors at once. */
export const Note = ({ tone = "idle", icon, title, children, actions }: NoteProps) => (
  <div class={`note ${tone}`} role={tone === "bad" ? "alert" : undefined}>
    {icon && <Icon name={icon} />}
    <div class="note-text">
      {title !== undefined && <strong>{title}</strong>}
      {children !== undefined && <div>{children}</div>}
      {actions && <div class="note-actions">{actions}</div>}
    </div>
  </div>
);

export interface EmptyProps {
  icon: IconName;
  title: string;
  /** 1 if it is the whole view. Default: 2. */
  level?: 1 | 2;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}

/** What a view shows when it has nothing to show. */
export const Empty = ({ icon, title, level = 2, children, actions }: EmptyProps) => (
  <div class="empty">
    <span class="empty-icon">
      <Icon name={icon} size={32} />
    </span>
    {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
    {children !== undefined && <p class="soft">{children}</p>}
    {actions && <div class="note-actions">{actions}</div>}
  </div>
);

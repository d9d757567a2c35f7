import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";
import "./button.css";

type Native = Omit<ButtonHTMLAttributes, "icon" | "class">;

export interface ButtonProps extends Native {
  /** `primary` once a view. Default: `plain`. */
  look?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconName;
  /** Shows that it works, and takes no second click. */
  busy?: boolean;
  children?: ComponentChildren;
}

export const Button = ({
  look = "plain",
  icon,
  busy = false,
  children,
  type = "button",
  ...rest
}: ButtonProps) => (
  <button
    {...rest}
    type={type}
    class={`button ${look}`}
    aria-disabled={busy || rest["aria-disabled"] || undefined}
    aria-busy={busy || undefined}
    onClick={busy ? (event) => event.preventDefault() : rest.onClick}
  >
    {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} size={18} />}
    {children}
  </button>
);

export interface IconButtonProps extends Native {
  icon: IconName;
  /** What it does, for screen readers and as a hint. */
  label: string;
  danger?: boolean;
}

export const IconButton = ({ icon, label, danger = false, type = "button", ...rest }: IconButtonProps) => (
  <button
    {...rest}
    type={type}
    class={danger ? "icon-button danger" : "icon-button"}
    aria-label={label}
    title={label}
  >
    <Icon name={icon} />
  </button>
);

export interface LinkButtonProps {
  href: string;
  look?: "primary" | "plain" | "quiet";
  icon?: IconName;
  /** The name of the file to download. */
  download?: string;
  children: ComponentChildren;
}

export const LinkButton = ({ look = "plain", icon, children, ...rest }: LinkButtonProps) => (
  <a {...rest} class={`button ${look}`}>
    {icon && <Icon name={icon} size={18} />}
    {children}
  </a>
);

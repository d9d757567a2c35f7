import Dashboard from "@uppy/dashboard";
import Webcam from "@uppy/webcam";
import type { MaloteBody } from "malote/uppy";
import { currentWords, words } from "../language/language.ts";
import { theme } from "../theme/theme.ts";
import { limitsInWords } from "./accepted.ts";
import { acceptedFileTypes, type Limits } from "./limits.ts";
import { uppyLocale } from "./uppy-locale.ts";
import type { UploadMeta, UploadUppy } from "./uppy-types.ts";
import "@uppy/core/css/style.min.css";
import "@uppy/dashboard/css/style.min.css";
import "@uppy/webcam/css/style.min.css";
import "./dashboard.css";

/** Uppy's Dashboard in an element of its own, which a view shows while it is there. Language and theme follow the page's. */
export class Board {
  readonly element = document.createElement("div");
  readonly #uppy: UploadUppy;
  readonly #limits: Limits;
  readonly #stops: (() => void)[];

  /** @param clearSent what the button does that is there when all files are sent */
  constructor(uppy: UploadUppy, limits: Limits, clearSent: () => void) {
    this.#uppy = uppy;
    this.#limits = limits;
    this.element.className = "board";
    uppy.use(Dashboard, {
      target: this.element,
      inline: true,
      width: "100%",
      height: "100%",
      theme: theme.get(),
      fileManagerSelectionType: "both",
      proudlyDisplayPoweredByUppy: false,
      // What it would show for some seconds is shown in place.
      disableInformer: true,
      doneButtonHandler: clearSent,
      ...this.#texts(),
    });
    if (modesOf(limits).length > 0)
      uppy.use(Webcam, {
        target: Dashboard,
        modes: modesOf(limits),
        showRecordingLength: true,
        // Phones open their own camera, the one at the back first.
        videoConstraints: { facingMode: "environment" },
      });
    const repairs = new MutationObserver(() => repairRoles(this.element));
    repairs.observe(this.element, { childList: true, subtree: true });
    this.#stops = [
      () => repairs.disconnect(),
      words.subscribe(() => void this.#translate()),
      theme.subscribe(() => this.#paint()),
    ];
  }

  /** Shows it in a view. Returns what the view does when it goes. */
  showIn(place: HTMLElement): () => void {
    place.append(this.element);
    return () => {
      // Also switches a camera off.
      this.#dashboard?.hideAllPanels();
      this.element.remove();
    };
  }

  /** Opens the browser's dialog for files. The Dashboard's own button is not there while it shows a list. */
  choose(): void {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.accept = acceptedFileTypes(this.#limits)?.join(",") ?? "";
    input.addEventListener("change", () => this.#dashboard?.addFiles([...(input.files ?? [])]));
    input.click();
  }

  end(): void {
    for (const stop of this.#stops) stop();
    this.element.remove();
  }

  get #dashboard() {
    return this.#uppy.getPlugin<Dashboard<UploadMeta, MaloteBody>>("Dashboard");
  }

  #texts() {
    const now = currentWords();
    return {
      note: limitsInWords(now, this.#limits),
      metaFields: [{ id: "name", name: now.t("upload.name"), placeholder: now.t("upload.name") }],
    };
  }

  async #translate(): Promise<void> {
    const now = currentWords();
    const locale = await uppyLocale(now);
    if (now !== currentWords()) return;
    this.#uppy.setOptions({ locale });
    this.#dashboard?.setOptions(this.#texts());
    this.#renameCamera();
  }

  /** Uppy reads the name of a plugin once, before its texts are there in the language of the page. */
  #renameCamera(): void {
    const camera = this.#uppy.getPlugin<Webcam<UploadMeta, MaloteBody>>("Webcam");
    const dashboard = this.#dashboard;
    // On a phone, the Dashboard has buttons for the phone's own camera instead.
    if (!camera || !dashboard?.getPluginState().targets.some(({ id }) => id === camera.id)) return;
    camera.title = camera.i18n("pluginNameCamera");
    dashboard.removeTarget(camera);
    dashboard.addTarget(camera);
  }

  #paint(): void {
    this.#dashboard?.setOptions({ theme: theme.get() });
  }
}

/** Uppy marks a single file as an item of a list without a list around it. */
const repairRoles = (element: HTMLElement): void => {
  element.querySelector(".uppy-Dashboard-files:not([role])")?.setAttribute("role", "list");
};

const modesOf = ({ allowed }: Limits) => {
  const takes = (top: string) => !allowed || allowed.types.some((type) => type.startsWith(`${top}/`));
  return [
    ...(takes("video") ? (["video-audio"] as const) : []),
    ...(takes("image") ? (["picture"] as const) : []),
  ];
};

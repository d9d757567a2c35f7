import { Component, type ComponentChildren } from "preact";
import { currentWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";

/** Shows what to do when a component fails, instead of an empty page. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const { t } = currentWords();
    return (
      <div class="centred">
        <Note
          tone="bad"
          icon="alert"
          title={t("app.broken")}
          actions={<Button onClick={() => location.reload()}>{t("app.reload")}</Button>}
        >
          {t("app.broken-help")}
        </Note>
      </div>
    );
  }
}

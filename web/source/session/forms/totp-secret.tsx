import { lazy, Suspense } from "preact/compat";
import { useWords } from "../../language/language.ts";
import { IconButton } from "../../parts/button.tsx";
import { toast } from "../../parts/toasts.tsx";
import { totpUri } from "../totp-uri.ts";
import "./totp-secret.css";

const QrCode = lazy(() => import("./qr-code.tsx"));

/** The secret for an authenticator app: as a QR code for the camera of a phone, and as text for an app on this device. */
export const TotpSecret = ({ secret, username }: { secret: string; username: string }) => {
  const { t } = useWords();
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    toast({ tone: "good", text: t("session.copied") });
  };
  return (
    <div class="totp-secret">
      <div class="totp-qr">
        <Suspense fallback={null}>
          <QrCode text={totpUri(secret, username)} label={t("session.qr")} />
        </Suspense>
      </div>
      <div class="totp-text">
        <p class="soft">{t("session.totp-secret")}</p>
        <p class="totp-code">
          <code>{secret.match(/.{1,4}/g)?.join(" ")}</code>
          <IconButton icon="copy" label={t("session.copy-secret")} onClick={copy} />
        </p>
      </div>
    </div>
  );
};

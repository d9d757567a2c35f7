import { useState } from "preact/hooks";
import { useWords } from "../../language/language.ts";
import { toast } from "../../parts/toasts.tsx";
import { type Doing, faultOf } from "./fault-of.ts";
import { Way } from "./form.tsx";

/** Sends a code once more, and says whether it did. */
export const SendAgain = ({ doing, send }: { doing: Doing; send: () => Promise<string> }) => {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (busy) return;
    setBusy(true);
    try {
      const destination = await send();
      toast({
        tone: "good",
        text: t(destination === "" ? "session.code-sent" : "session.code-sent-to", { destination }),
      });
    } catch (error) {
      toast({ tone: "bad", text: t(faultOf(error, doing).text) });
    }
    setBusy(false);
  };
  return <Way onClick={run}>{t("session.send-again")}</Way>;
};

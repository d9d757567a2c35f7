import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import type { Followed } from "./followed.ts";
import { newsOf, stagesOf } from "./news.ts";

/** Milliseconds. What happens in this time is one message. */
const PAUSE = 1000;

/** Tells screen readers what has happened, politely and not too often. */
export const FollowNews = ({ files }: { files: readonly Followed[] }) => {
  const words = useWords();
  const said = useRef(stagesOf(files));
  const [text, setText] = useState("");
  const latest = useRef({ files, words });
  latest.current = { files, words };
  useEffect(() => {
    const timer = setInterval(() => {
      const { files: now, words: spoken } = latest.current;
      const news = newsOf(spoken, said.current, now);
      said.current = stagesOf(now);
      if (news !== "") setText(news);
    }, PAUSE);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="hidden-text" role="status">
      {text}
    </p>
  );
};

import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useState } from "preact/hooks";
import { rowsIn } from "./rows.ts";

export interface Rows {
  first: number;
  end: number;
}

/** Before the first measurement: enough for a tall window. */
const FIRST: Rows = { first: 0, end: 24 };

/**
 * The rows of a list that the window shows, with some around them. The list scrolls with the page, and all of its rows are of
 * one height, so that the height of the list tells that of a row.
 */
export const useRows = (list: RefObject<HTMLElement>, count: number): Rows => {
  const [rows, setRows] = useState(FIRST);
  const measure = useCallback(() => {
    const { top = 0, height = 0 } = list.current?.getBoundingClientRect() ?? {};
    // A list that is hidden keeps its rows.
    if (height === 0 || count === 0) return;
    const next = rowsIn({ above: -top, windowHeight: window.innerHeight, rowHeight: height / count, count });
    setRows((before) => (before.first === next.first && before.end === next.end ? before : next));
  }, [list, count]);
  useLayoutEffect(measure, [measure]);
  useEffect(() => {
    window.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    return () => {
      window.removeEventListener("scroll", measure);
      window.removeEventListener("resize", measure);
    };
  }, [measure]);
  return { first: Math.min(rows.first, count), end: Math.min(rows.end, count) };
};

/** Rows are drawn in steps of so many, so that a frame of scrolling mostly draws nothing. */
const STEP = 8;

export interface Place {
  /** Pixels of the list that are above the window. Negative if the list begins below its top. */
  above: number;
  /** Pixels. */
  windowHeight: number;
  rowHeight: number;
  count: number;
}

/** The rows from `first` up to and without `end`: those in the window, and at least `STEP` before and after them. */
export const rowsIn = ({ above, windowHeight, rowHeight, count }: Place): { first: number; end: number } => {
  const first = (Math.floor(above / rowHeight / STEP) - 1) * STEP;
  const end = (Math.ceil((above + windowHeight) / rowHeight / STEP) + 1) * STEP;
  return { first: Math.min(Math.max(0, first), count), end: Math.max(0, Math.min(end, count)) };
};

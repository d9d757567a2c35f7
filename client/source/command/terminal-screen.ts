import { createLogUpdate } from "log-update";
import type { Screen } from "./io.ts";

/** The last lines of a terminal. `above` writes something over them. */
export const terminalScreen = (
  stream: NodeJS.WriteStream,
): { screen: Screen; above(write: () => void): void } => {
  const update = createLogUpdate(stream);
  let drawn = "";
  return {
    screen: {
      get columns() {
        return stream.columns || 80;
      },
      get rows() {
        return stream.rows || 24;
      },
      draw: (text) => {
        drawn = text;
        if (text === "") {
          update.clear();
          // Shows the cursor again.
          update.done();
        } else update(text);
      },
    },
    above: (write) => {
      if (drawn === "") return write();
      update.clear();
      write();
      update(drawn);
    },
  };
};

import type { DeviceAppState } from "../types/react-native.ts";

interface Task extends Promise<unknown> {
  pause(): void;
  resume(): void;
}

/**
 * Pauses a task while the app is in the background. The caller's own pause outlasts it. iOS also has the state `inactive`, such
 * as during a call or while the user looks at other apps: the app runs on, so nothing is paused.
 */
export const whileActive = <T extends Task>(task: T, appState: DeviceAppState | undefined): T => {
  if (!appState) return task;
  const { pause, resume } = task;
  let byCaller = false;
  let inBackground = false;
  const apply = () => (byCaller || inBackground ? pause() : resume());
  const look = (state: string | null | undefined) => {
    if (state === "background") inBackground = true;
    else if (state === "active") inBackground = false;
    apply();
  };
  const listener = appState.addEventListener("change", look);
  look(appState.currentState);
  const end = () => listener.remove();
  task.then(end, end);
  return Object.assign(task, {
    pause: () => {
      byCaller = true;
      apply();
    },
    resume: () => {
      byCaller = false;
      apply();
    },
  });
};

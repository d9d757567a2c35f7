/** Line icons of 24 × 24, drawn for this page. They are decoration: the text beside them or the label of their button says what they mean. */
const PATHS = {
  upload: "M12 16V4m0 0L7 9m5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
  files: "M4 6a1 1 0 0 1 1-1h5l2 2h7a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z",
  operations: "M4 19h16M7 16v-5m5 5V6m5 10v-8",
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 8a7 7 0 0 1 14 0",
  check: "m5 12.5 4.5 4.5L19 7.5",
  alert: "M12 8v5m0 3.5v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0z",
  clock: "M12 7v5l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
  close: "M6 6l12 12M18 6 6 18",
  download: "M12 4v12m0 0 5-5m-5 5-5-5M5 20h14",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  trash: "M5 7h14M10 7V5h4v2m-7 0 1 13h8l1-13M10 11v5m4-5v5",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zm5-1.5L20 20",
  shield: "M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.500 7-10V6zm-3 9 2 2 4-4",
  pause: "M9 5v14m6-14v14",
  play: "M8 5l11 7-11 7z",
  retry: "M19 12a7 7 0 1 1-2.1-5M19 4v4h-4",
  back: "M19 12H5m0 0 6-6m-6 6 6 6",
  next: "m9 6 6 6-6 6",
  down: "m6 9 6 6 6-6",
  image:
    "M4 6a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm0 11 5-5 4 4 3-3 4 4M15.500 9.500v.01",
  video: "M4 7a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm11 3 5-3v10l-5-3",
  audio:
    "M9 18V6l10-2v12M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zm10-2a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z",
  document: "M7 3h7l4 4v13a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm7 0v4h4M9 12h6m-6 4h6",
  archive: "M4 8h16v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm0 0 2-4h12l2 4M12 8v5m-2 0h4",
  offline: "M4 4l16 16M8.500 16a5 5 0 0 1 7 0M5 12.500a10 10 0 0 1 4-2.300m6 0a10 10 0 0 1 4 2.300M12 20v.01",
  "sign-out": "M10 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h4m5-4 4-4-4-4m4 4H10",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v1m0 16v1M5 5l1 1m12 12 1 1M3 12h1m16 0h1M5 19l1-1M18 6l1-1",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  system: "M4 5h16v11H4zm5 15h6m-3-4v4",
  language: "M3 12h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18zm9 9a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
  eye: "M2.5 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zm9.500 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  "eye-off":
    "M4 4l16 16M9.900 5.800A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a17 17 0 0 1-2.600 3.400M6.300 7.600A16 16 0 0 0 2.500 12S6 18.500 12 18.500a9 9 0 0 0 4.400-1.200M10 10a3 3 0 0 0 4 4",
  key: "M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm3-7 8-8m-3 3 3 3m-5-1 2 2",
  dot: "M12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  more: "M5 12v.01M12 12v.01M19 12v.01",
} as const;

export type IconName = keyof typeof PATHS;

/** @param size CSS pixels, as long as text has its usual size. Default: 20. */
export const Icon = ({ name, size = 20 }: { name: IconName; size?: number }) => (
  <svg
    class={name === "back" || name === "next" ? "icon mirrored" : "icon"}
    width={`${size / 16}rem`}
    height={`${size / 16}rem`}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width={name === "more" ? 3 : 1.75}
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={PATHS[name]} />
  </svg>
);

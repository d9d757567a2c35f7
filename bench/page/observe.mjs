// Runs in the page before its own scripts, and records what the browser measures.
const seen = { lcp: 0, shifts: [], longTasks: [], interactions: {} };

const observe = (type, record, more = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(record)).observe({
    type,
    buffered: true,
    ...more,
  });

observe("largest-contentful-paint", ({ startTime }) => {
  seen.lcp = startTime;
});
// A shift within half a second after an input is expected.
observe("layout-shift", ({ startTime, value, hadRecentInput }) => {
  if (!hadRecentInput) seen.shifts.push({ startTime, value });
});
observe("longtask", ({ startTime, duration }) => seen.longTasks.push({ startTime, duration }));
// An interaction has several events, such as pointerdown and click. The longest one counts.
observe(
  "event",
  ({ interactionId, duration, name }) => {
    if (!interactionId) return;
    const before = seen.interactions[interactionId];
    if (!before || before.duration < duration) seen.interactions[interactionId] = { name, duration };
  },
  { durationThreshold: 16 },
);

globalThis.observed = () => seen;

import { bytesText, spanText } from "../../text/units.ts";
import type { Sample } from "../samples.ts";
import { SAMPLE_EVERY } from "../samples.ts";
import { plot } from "./plot.ts";
import type { RelayStatus, StatusEntry } from "./relay-status.ts";

const DAY = 24 * 3_600_000;

export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --bad: #b3261e; --good: #1a7f37; --accent: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --bad: #f2867d; --good: #6fdd8b; --accent: #8ab4f8; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
.state { font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0 0; padding: 0; }
.tiles > div { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
dt { font-size: .8rem; opacity: .75; } dd { margin: 0; font-size: 1.25rem; font-weight: 600; }
dd small { display: block; font-size: .8rem; font-weight: 400; opacity: .75; }
figure { margin: 0 0 1rem; } figcaption { font-size: .85rem; opacity: .85; display: flex; justify-content: space-between; }
svg { width: 100%; height: 6rem; display: block; border-bottom: 1px solid var(--line); color: var(--accent); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font-size: .85em; overflow-wrap: anywhere; } .none { opacity: .75; }
`;

/** The page as HTML. It has no script: it loads itself again every 10 s. */
export const statusPage = (status: RelayStatus): string => {
  const now = Date.parse(status.at);
  const { waiting, sent, parked, receiving, completed } = status.states;
  const oldest = status.waiting[0];
  const faults = new Set([
    ...status.reasons,
    ...(status.sign_in_fault === undefined ? [] : [status.sign_in_fault]),
  ]);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="10"><title>Malote relay</title><style>${STYLE}</style></head><body>
<h1>Malote relay</h1>
<p class="state">${headline(status)}</p>
${[...faults].map((reason) => `<p class="bad">${escapeHtml(reason)}</p>`).join("")}
<dl class="tiles">
${tile("Waiting", waiting.files, `${bytesText(waiting.bytes)}${oldest ? `, oldest ${spanText(now - Date.parse(oldest.since))}` : ""}`)}
${tile("Sent, not verified yet", sent.files, bytesText(sent.bytes))}
${tile("Parked", parked.files, bytesText(parked.bytes))}
${tile("Arriving by tus", receiving.files, bytesText(receiving.bytes))}
${tile("Completed", completed.files, "deleted from this disk")}
${tile("Disk", bytesText(status.disk.bytes), `${bytesText(status.disk.free)} free`)}
</dl>
<h2>The last day</h2>
${figure(status.samples, now, "Files waiting", "waitingFiles", (value) => String(Math.round(value)))}
${figure(status.samples, now, "Bytes received a second", "received", bytesText)}
${figure(status.samples, now, "Bytes sent on a second", "forwarded", bytesText)}
<h2>Parked: an operator decides</h2>
${table(status.parked, now, parked.files, "Nothing is parked.")}
<h2>Waiting longest</h2>
${table(status.waiting, now, waiting.files, "Nothing waits.")}
<p><code>malote-relay list --state parked</code>, <code>malote-relay retry ID</code>,
<code>malote-relay remove ID</code> and <code>malote-relay export DIR</code>
work on the same folder. The figures are also in <a href="/metrics">/metrics</a> and
<a href="/status.json">/status.json</a>.</p>
</body></html>
`;
};

const headline = ({ ready, line_up }: RelayStatus): string => {
  if (!ready) return '<span class="bad">Not ready.</span>';
  return line_up
    ? '<span class="good">Ready. The service can be reached.</span>'
    : '<span class="bad">The service cannot be reached.</span> Files are accepted, and wait.';
};

const tile = (name: string, value: number | string, note: string): string =>
  `<div><dt>${name}</dt><dd>${value}<small>${escapeHtml(note)}</small></dd></div>`;

const figure = (
  samples: readonly Sample[],
  now: number,
  label: string,
  member: "waitingFiles" | "received" | "forwarded",
  format: (value: number) => string,
): string => {
  const points = samples.map((sample) => ({ at: sample.at, value: sample[member] }));
  const most = format(Math.max(0, ...points.map(({ value }) => value)));
  return `<figure><figcaption><span>${label}</span><span>at most ${most}</span></figcaption>
${plot({ points }, { from: now - DAY, to: now, gap: 3 * SAMPLE_EVERY, label: `${label}: at most ${most}` })}</figure>`;
};

const table = (entries: StatusEntry[], now: number, all: number, none: string): string => {
  if (entries.length === 0) return `<p class="none">${none}</p>`;
  const more =
    all > entries.length ? `<p>${all - entries.length} more: malote-relay list shows all.</p>` : "";
  return `<div class="scroll"><table><thead><tr><th>File</th><th>Size</th><th>Since</th><th>Attempts</th><th>Why</th></tr></thead>
<tbody>${entries.map((entry) => row(entry, now)).join("")}</tbody></table></div>${more}`;
};

const row = (
  { id, owner, name, bytes, since, attempts, next_at, reason }: StatusEntry,
  now: number,
): string => {
  const next = next_at !== undefined && Date.parse(next_at) > now ? Date.parse(next_at) - now : undefined;
  const why = reason ? `${escapeHtml(reason.message)} <code>${escapeHtml(reason.code)}</code>` : "";
  return `<tr><td>${escapeHtml(name)}<br><code>${escapeHtml(id)}</code><br><small>owner ${escapeHtml(owner)}</small></td>
<td class="number">${bytesText(bytes)}</td><td class="number">${spanText(now - Date.parse(since))}</td>
<td class="number">${attempts}</td><td>${why}${next === undefined ? "" : ` Next attempt in ${spanText(next)}.`}</td></tr>`;
};

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Names come from clients. Characters that change the direction of text would disguise what follows. */
const escapeHtml = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

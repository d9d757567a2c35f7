import { Window } from "happy-dom";

// A document for React and Preact, without the rest of a browser: fetch, Blob and AbortController stay those of Node.js.
// Both look for `document` when they are imported, so this is imported first.

export const window = new Window();

Object.assign(globalThis, { window: globalThis, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const)
  Object.assign(globalThis, { [name]: window[name].bind(window) });
for (const name of ["HTMLElement", "HTMLIFrameElement", "Node"] as const)
  Object.assign(globalThis, { [name]: window[name] });

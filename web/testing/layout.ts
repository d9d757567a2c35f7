import { expect } from "vitest";
import type { Opened } from "./browser.ts";

/** No part of the page is beside the window, and no text is cut off, covered by another one, or squeezed into a column of words. */
export const expectNothingLost = async ({ page }: Opened): Promise<void> => {
  expect(await page.evaluate(beside)).toEqual([]);
  expect(await page.evaluate(cutOff)).toEqual([]);
  expect(await page.evaluate(overlapping)).toEqual([]);
  expect(await page.evaluate(squeezed)).toEqual([]);
};

/** What makes the page scroll sideways. Runs in the page. */
const beside = (): string[] => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (right > clientWidth + 1 || left < -1);
  });
  const names = wide.map(({ tagName, className }) => `${tagName.toLowerCase()}.${String(className)}`);
  return [`${scrollWidth} px of content in a window of ${clientWidth} px`, ...names.slice(-8)];
};

/** Texts that an element around them clips. Runs in the page. */
const cutOff = (): string[] => {
  const found: string[] = [];
  /** The box that clips what is in an element; undefined if it clips nothing. A scroll bar leads to what is outside. */
  const clipOf = (element: Element): DOMRect | undefined => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const clips = (value: string) => value === "hidden" || value === "clip";
    return clips(overflowX) || clips(overflowY) ? element.getBoundingClientRect() : undefined;
  };
  /** Hidden on purpose, or with an ellipsis that says so. */
  const isMeant = (element: Element): boolean => {
    const { clipPath, textOverflow, visibility, webkitLineClamp, opacity } = getComputedStyle(element);
    return (
      clipPath !== "none" ||
      textOverflow === "ellipsis" ||
      webkitLineClamp !== "none" ||
      visibility === "hidden" ||
      opacity === "0" ||
      element.getAttribute("aria-hidden") === "true" ||
      element instanceof HTMLDetailsElement
    );
  };
  /** An ellipsis says that there is more, but something of the text must be left before it: four letters or so. */
  const isTooNarrow = (element: Element, text: DOMRect): boolean => {
    const { textOverflow, fontSize } = getComputedStyle(element);
    const room = element.getBoundingClientRect().width;
    return textOverflow === "ellipsis" && room < text.width - 2 && room < 3 * Number.parseFloat(fontSize);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.textContent?.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    for (let element = text.parentElement; element; element = element.parentElement) {
      if (isTooNarrow(element, box)) {
        found.push(`"${text.textContent.trim().slice(0, 40)}" has no room in ${element.className}`);
        break;
      }
      if (isMeant(element)) break;
      const clip = clipOf(element);
      if (clip && (box.right > clip.right + 2 || box.left < clip.left - 2 || box.bottom > clip.bottom + 2)) {
        found.push(`"${text.textContent.trim().slice(0, 40)}" in ${element.tagName}.${element.className}`);
        break;
      }
    }
  }
  return found;
};

/** Texts of which one covers another. Runs in the page. */
const overlapping = (): string[] => {
  const found: string[] = [];
  /** What the layers of the page show of each line of text. What stays in place while the page scrolls is a layer of its own. */
  const lines: { text: string; node: Node; layer: Element | null; box: DOMRect }[] = [];
  const meet = (one: DOMRect, other: DOMRect): DOMRect => {
    const [left, top] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
    const [right, bottom] = [Math.min(one.right, other.right), Math.min(one.bottom, other.bottom)];
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const text = node.textContent?.trim().slice(0, 40) ?? "";
    if (text === "") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    let boxes = [...range.getClientRects()];
    let layer: Element | null = null;
    for (let element = node.parentElement; element; element = element.parentElement) {
      const { position, clipPath, visibility, opacity, overflowX, overflowY } = getComputedStyle(element);
      if (clipPath !== "none" || visibility === "hidden" || opacity === "0") boxes = [];
      if (element.getAttribute("aria-hidden") === "true") boxes = [];
      if (overflowX !== "visible" || overflowY !== "visible") {
        const clip = element.getBoundingClientRect();
        boxes = boxes.map((box) => meet(box, clip));
      }
      if (!layer && (position === "fixed" || position === "sticky")) layer = element;
    }
    for (const box of boxes) if (box.width > 0 && box.height > 0) lines.push({ text, node, layer, box });
  }
  for (const [at, one] of lines.entries())
    for (const other of lines.slice(at + 1)) {
      if (one.layer !== other.layer || one.node === other.node) continue;
      const { width, height } = meet(one.box, other.box);
      // The boxes of lines that are close to each other share some pixels, in which there are no letters.
      if (width > 2 && height > 0.4 * Math.min(one.box.height, other.box.height))
        found.push(`"${one.text}" and "${other.text}" cover each other`);
    }
  return found;
};

/** Sentences in so narrow a place that their lines have one word each. Runs in the page. */
const squeezed = (): string[] => {
  const found: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent?.trim() ?? "";
    const words = text.split(/\s+/).length;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
    if (words >= 5 && lines > words / 1.5)
      found.push(`"${text.slice(0, 40)}" has ${words} words in ${lines} lines`);
  }
  return found;
};

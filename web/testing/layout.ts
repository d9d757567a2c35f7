import { expect } from "vitest";
import type { Opened } from "./browser.ts";

/** No part of the page is beside the window, and no text is cut off. */
export const expectNothingLost = async ({ page }: Opened): Promise<void> => {
  expect(await page.evaluate(beside)).toEqual([]);
  expect(await page.evaluate(cutOff)).toEqual([]);
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

import { expect } from "vitest";
import type { Opened } from "./browser.ts";

/** What Tab leads to. */
export interface Stop {
  /** The element, and the name that a screen reader reads: `button Delete`. Empty at the end of the page. */
  name: string;
  /** Why a person does not see where the focus is. Empty if they do. */
  fault: string;
  /** The stop with which `expectVisibleFocus` began. */
  isFirst: boolean;
}

/** Presses Tab once. */
export const nextStop = async ({ page }: Opened): Promise<Stop> => {
  await page.keyboard.press("Tab");
  // What moves, such as the way to the content, is at its place in the next frame.
  return page.evaluate<Stop>(`new Promise((done) => requestAnimationFrame(() => done((${focused})())))`);
};

/** Presses Tab until a stop has this name. Expects that each stop on the way can be seen. */
export const tabTo = async (one: Opened, name: string | RegExp, most = 80): Promise<void> => {
  const passed: string[] = [];
  while (passed.length < most) {
    const stop = await nextStop(one);
    expect(`${stop.name}: ${stop.fault}`).toBe(`${stop.name}: `);
    if (typeof name === "string" ? stop.name === name : name.test(stop.name)) return;
    passed.push(stop.name);
  }
  expect.fail(`The keyboard did not reach ${name}. It reached: ${passed.join(", ")}`);
};

/** Presses Tab until the focus is at its beginning again. Returns the name of each stop, and expects that each can be seen. */
export const expectVisibleFocus = async (one: Opened, most = 60): Promise<string[]> => {
  await one.page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    document.querySelector("[data-first-stop]")?.removeAttribute("data-first-stop");
    window.scrollTo(0, 0);
  });
  const stops: string[] = [];
  const unseen: string[] = [];
  let ends = 0;
  while (stops.length < most) {
    const { name, fault, isFirst } = await nextStop(one);
    if (isFirst && stops.length > 0) break;
    if (name === "") {
      // The end of the page. The keyboard goes on at its beginning.
      if (++ends > 1) break;
      continue;
    }
    stops.push(name);
    if (fault !== "") unseen.push(`${name}: ${fault}`);
  }
  expect(unseen).toEqual([]);
  return stops;
};

/** What has the focus, and what is wrong with how it looks. Runs in the page. */
const focused = (): Stop => {
  const element = document.activeElement;
  if (!element || element === document.body) return { name: "", fault: "", isFirst: false };
  const isFirst = element.hasAttribute("data-first-stop");
  if (!document.querySelector("[data-first-stop]")) element.setAttribute("data-first-stop", "");
  const name = `${element.tagName.toLowerCase()} ${
    element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? ""
  }`;
  const hasMark = (one: Element | null): boolean => {
    if (!one) return false;
    return ["", "::after"].some((pseudo) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one, pseudo);
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
    });
  };
  const { left, top, width, height } = element.getBoundingClientRect();
  const at = document.elementFromPoint(left + width / 2, top + height / 2);
  const isOnTop = at !== null && (element.contains(at) || at.contains(element));
  // The mark may be at a label around a hidden control.
  const fault = !(hasMark(element) || hasMark(element.parentElement))
    ? "there is no mark"
    : width * height < 4 || !isOnTop
      ? "it is covered, or outside of the window"
      : "";
  return { name, fault, isFirst };
};

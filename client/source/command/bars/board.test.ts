import stringWidth from "string-width";
import { expect, test } from "vitest";
import { Board } from "./board.ts";
import { fitText } from "./fit-text.ts";

const aBoard = (columns = 80, rows = 24) => {
  const clock = { now: 0 };
  const drawn: string[] = [];
  const screen = { columns, rows, draw: (text: string) => drawn.push(text) };
  const board = new Board(screen, () => clock.now);
  return { board, clock, drawn, lines: () => board.picture(screen).split("\n") };
};

const MIB = 1024 * 1024;

test("a file has a bar with its speed and the time that is left", () => {
  const { board, clock, lines } = aBoard();
  const bar = board.file("holiday.mp4", 10 * MIB);
  expect(lines()).toEqual([expect.stringMatching(/^holiday\.mp4 +░{9} +0 %$/)]);
  for (let second = 1; second <= 4; second++) {
    clock.now += 1000;
    bar.at(second * MIB);
  }
  expect(lines()).toEqual([expect.stringMatching(/^holiday\.mp4 +█+░+ +40 % {2}1\.0 MiB\/s +6 s left$/)]);
  bar.at(10 * MIB);
  expect(lines()).toEqual([expect.stringMatching(/100 % {2}finishing$/)]);
  bar.end(true);
  expect(lines()).toEqual([""]);
});

test("many files have one more bar for all of them, and only as many as the terminal has room for", () => {
  const { board, clock, lines } = aBoard(80, 8);
  board.expect({ files: 20, bytes: 20 * MIB, isComplete: false });
  const bars = Array.from({ length: 12 }, (_, i) => board.file(`${i}.bin`, MIB));
  for (const bar of bars) bar.at(MIB / 2);
  clock.now += 2000;
  bars[0]?.end(true);
  bars[1]?.end(false);
  const all = lines();
  expect(all).toHaveLength(7);
  expect(all.at(-2)).toBe("… and 5 more files under way");
  expect(all.at(-1)).toMatch(/^1 of 20\+ files +█+░+ +30 % {2}3\.3 MiB\/s$/);
  board.expect({ isComplete: true });
  board.wait(3);
  expect(lines().slice(-2)).toEqual([
    "… 3 files being verified by the service",
    expect.stringMatching(/^1 of 20 files .* 5 s left$/),
  ]);
});

test.each([20, 40, 80, 200])("no line is longer than a terminal of %i columns", (columns) => {
  const { board, clock, lines } = aBoard(columns);
  board.expect({ files: 2, bytes: 2 * MIB });
  const bar = board.file("日本語のとても長いファイル名でどうなるか見てみましょう.txt", MIB);
  board.file("a\u001b[2J\u202e👩‍👩‍👧.txt", MIB);
  clock.now += 1500;
  bar.at(1000);
  for (const line of lines()) {
    expect(stringWidth(line)).toBeLessThan(columns);
    expect(line).not.toMatch(/\p{C}/u);
  }
});

test("a narrow terminal has no bars, and cuts neither numbers nor times", () => {
  const { board, clock, lines } = aBoard(40);
  board.expect({ files: 30, bytes: 30 * MIB });
  const bar = board.file("folder/sub/deep/holiday.mp4", 10 * MIB);
  for (let second = 1; second <= 4; second++) {
    clock.now += 1000;
    bar.at(second * MIB);
  }
  expect(lines()).toEqual(["folder/…ay.mp4   40 %  6 s left", "0 of 30 files    13 %  26 s left"]);
});

test("the terminal is drawn ten times a second at most, and cleared at the end", () => {
  const { board, clock, drawn } = aBoard();
  const bar = board.file("a", 1000);
  for (let i = 0; i < 1000; i++) {
    clock.now += 1;
    bar.at(i);
  }
  board.end();
  // An upload that is being aborted.
  clock.now += 1000;
  bar.at(1000);
  bar.end(false);
  expect(drawn.length).toBeLessThanOrEqual(12);
  expect(drawn.at(-1)).toBe("");
});

test("without a terminal nothing is drawn", () => {
  const board = new Board(undefined, () => 0);
  board.file("a", 1).end(true);
  board.end();
  expect(board.isShown).toBe(false);
});

test.each([
  ["short", 8, "short   "],
  ["a-long-name.jpg", 9, "a-lo….jpg"],
  ["日本語.txt", 8, "日本…txt"],
  ["日本語.txt", 7, "日….txt"],
])("%j in %i columns is %j", (text, width, expected) => {
  expect(fitText(text, width)).toBe(expected);
});

import { describe, expect, test } from "vitest";
import { Line } from "./line.ts";

const reason = { code: "network", message: "The line is down." };

const aLine = (random = 1) => {
  const clock = { now: 1000 };
  const states: string[] = [];
  const write = () => {};
  const line = new Line({
    now: () => clock.now,
    random: () => random,
    log: { info: write, warn: write, error: write },
    work: "send",
    failures: 3,
    delay: 1000,
    most: 30_000,
    onChange: (state) => states.push(state),
  });
  const probe = () => {
    line.probe();
    line.failed({ reason });
  };
  return { line, clock, states, probe };
};

describe("a line", () => {
  test("is down after three failures in a row, and not after two", () => {
    const { line } = aLine();
    line.failed({ reason });
    line.failed({ reason });
    line.succeeded();
    line.failed({ reason });
    line.failed({ reason });
    expect(line.state).toBe("up");

    line.failed({ reason });

    expect(line.state).toBe("down");
  });

  test("is refused at once", () => {
    const { line } = aLine();

    line.failed({ reason, refused: true });

    expect(line.state).toBe("refused");
  });

  test("is probed after 1.5 s, 2.5 s, 4.5 s … and at the most 30 s, and never sooner than half a second", () => {
    for (const [random, waits] of [
      [1, [1500, 2500, 4500, 8500, 16500, 30000, 30000]],
      [0, [500, 500, 500, 500, 500, 500, 500]],
    ] as const) {
      const { line, clock, probe } = aLine(random);
      for (let i = 0; i < 3; i++) line.failed({ reason });
      const found = waits.map(() => {
        const wait = line.probeAt - clock.now;
        clock.now = line.probeAt;
        expect(line.mayProbe).toBe(true);
        probe();
        return wait;
      });
      expect(found).toEqual(waits);
    }
  });

  test("has one probe at a time", () => {
    const { line, clock } = aLine();
    for (let i = 0; i < 3; i++) line.failed({ reason });
    clock.now = line.probeAt;

    line.probe();

    expect(line.mayProbe).toBe(false);
    line.release();
    expect(line.mayProbe).toBe(true);
  });

  test("waits no longer because of sends that failed together", () => {
    const { line, clock } = aLine();

    for (let i = 0; i < 8; i++) line.failed({ reason });

    expect(line.probeAt - clock.now).toBe(1500);
  });

  test("is probed a second after the last failure when something arrives, and not sooner", () => {
    const { line, clock, probe } = aLine();
    for (let i = 0; i < 3; i++) line.failed({ reason });
    for (let i = 0; i < 5; i++) probe();
    clock.now += 500;

    for (let i = 0; i < 100; i++) line.nudge();

    expect(line.probeAt - clock.now).toBe(500);
  });

  test("waits as long as the service says, whatever arrives", () => {
    const { line, clock } = aLine();

    line.failed({ reason, retryAfter: 120 });
    line.nudge();

    expect(line.state).toBe("down");
    expect(line.probeAt - clock.now).toBe(120_000);
  });

  test("waits no longer than an hour, whatever the service says", () => {
    const { line, clock } = aLine();

    line.failed({ reason, retryAfter: 86_400 });

    expect(line.probeAt - clock.now).toBe(3_600_000);
  });

  test("reports each change once", () => {
    const { line, states } = aLine();
    for (let i = 0; i < 9; i++) line.failed({ reason });
    line.failed({ reason, refused: true });
    line.succeeded();
    line.succeeded();

    expect(states).toEqual(["down", "refused", "up"]);
  });
});

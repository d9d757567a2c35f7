import { beforeAll, expect, test } from "vitest";
import { aContext } from "#testing/api-event.ts";
import { catchLogLines } from "#testing/log-lines.ts";

beforeAll(() => {
  process.env["STACK_NAME"] = "malote-test";
  // In development mode, which log-lines.ts sets, metrics are off by default.
  process.env["POWERTOOLS_METRICS_DISABLED"] = "false";
});

test("flushes the metrics of an invocation with the service and the stack as dimensions", async () => {
  const { MetricUnit, worker } = await import("./worker.ts");
  const { lines } = catchLogLines();
  const handler = worker("mover", (metrics) => async (event: { files: number }) => {
    metrics.addMetric("FilesMoved", MetricUnit.Count, event.files);
    return "done";
  });

  await expect(handler({ files: 2 }, aContext())).resolves.toBe("done");

  expect(lines().filter((line) => "_aws" in line)).toMatchObject([
    {
      service: "mover",
      stack: "malote-test",
      FilesMoved: 2,
      _aws: { CloudWatchMetrics: [{ Namespace: "Malote" }] },
    },
  ]);
});

test("flushes the metrics of an invocation that fails", async () => {
  const { MetricUnit, worker } = await import("./worker.ts");
  const { lines } = catchLogLines();
  const handler = worker("mover", (metrics) => async () => {
    metrics.addMetric("NotReconciled", MetricUnit.Count, 1);
    throw new Error("S3 is slow");
  });

  await expect(handler({}, aContext())).rejects.toThrow("S3 is slow");

  expect(lines().filter((line) => "_aws" in line)).toMatchObject([{ NotReconciled: 1 }]);
});

test("does not end an invocation before Lambda does", async () => {
  const { worker } = await import("./worker.ts");
  const handler = worker("mover", () => async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return "done";
  });

  await expect(handler({}, { ...aContext(), getRemainingTimeInMillis: () => 1 })).resolves.toBe("done");
});

import type { SQSRecord } from "aws-lambda";
import type { TimeLeft } from "../ports.ts";
import { type ReceivePorts, receiveMessage } from "../receive-message.ts";
import { type Around, aroundCalls } from "./around-calls.ts";
import { aMoveMessage } from "./builders.ts";
import { fakeQueue } from "./fake-queue.ts";
import type { World } from "./ports.ts";
import { TIME_LEFT } from "./time-left.ts";

/**
 * Delivers these messages, and the messages that the mover sends to itself, until none is left. `around` wraps
 * every call. `timeOf` returns the time left of each invocation.
 */
export const deliver = async (
  world: World,
  bodies: readonly string[],
  around: (index: number, ...call: Parameters<Around>) => unknown = (_, _name, call) => call(),
  timeOf: () => TimeLeft = () => TIME_LEFT,
) => {
  const queue = fakeQueue(world.time);
  let calls = 0;
  const ownQueue: ReceivePorts["queue"] = { send: async (file) => queue.send(aMoveMessage(file)) };
  const ports = aroundCalls({ ...world.ports, queue: ownQueue, deliveries: queue }, async (...call) =>
    around(calls++, ...call),
  );
  const receive = receiveMessage(ports);
  let invocations = 0;
  for (const body of bodies) queue.send(body);
  await queue.drain((record: SQSRecord) => {
    invocations += 1;
    return receive(record, timeOf());
  });
  return { queue, invocations };
};

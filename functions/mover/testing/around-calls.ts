import type { ReceivePorts } from "../receive-message.ts";
import type { World } from "./ports.ts";

/** Wraps every call to a port; `call` makes the call itself. */
export type Around = (name: string, call: () => Promise<unknown>) => Promise<unknown>;

/** The same ports, with `around` wrapped around each call to the table, the bucket and the queue. */
export const aroundCalls = (ports: ReceivePorts, around: Around): ReceivePorts => {
  const wrap = <T extends object>(port: T, name: string): T =>
    new Proxy(port, {
      get(target, member) {
        const value: unknown = Reflect.get(target, member);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) =>
          around(`${name}.${String(member)}`, async () => Reflect.apply(value, target, args));
      },
    });
  return {
    ...ports,
    files: wrap(ports.files, "files"),
    storage: wrap(ports.storage, "storage"),
    queue: wrap(ports.queue, "queue"),
    deliveries: wrap(ports.deliveries, "deliveries"),
  };
};

/** The same world, in which `action` runs right before each call with this name. */
export const rightBefore = (world: World, name: string, action: () => void): World => {
  const around: Around = (calledName, call) => {
    if (calledName === name) action();
    return call();
  };
  return { ...world, ports: aroundCalls(world.ports, around) };
};

/** Work on one id runs one after the other. Work on different ids does not wait. */
export function turns() {
  const last = new Map<string, Promise<unknown>>();
  return {
    isBusy: (id: string) => last.has(id),
    inTurn: async <T>(id: string, work: () => Promise<T>): Promise<T> => {
      const before = last.get(id) ?? Promise.resolve();
      const mine = before.catch(() => {}).then(work);
      last.set(id, mine);
      try {
        return await mine;
      } finally {
        if (last.get(id) === mine) last.delete(id);
      }
    },
  };
}

/** Which stack answers on a port, if one does: the `instance` that its emulator was started with. */
export const instanceAt = async (endpoint: string): Promise<string | undefined> => {
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2000) });
    const health: unknown = await response.json();
    if (typeof health !== "object" || health === null || !("edition" in health)) return undefined;
    return typeof health.edition === "string" ? health.edition : undefined;
  } catch {
    return undefined;
  }
};

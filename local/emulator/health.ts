/** The `instance` of the emulator that responds at an endpoint; undefined when none responds. */
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

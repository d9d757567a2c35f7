export function bundleLayer(): Promise<Map<string, Uint8Array>>;

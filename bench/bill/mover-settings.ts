const MIB = 1024 ** 2;

/** The mover's settings of template.yaml. */
export const moverSettings = () => ({
  parts: { thresholdBytes: 512 * MIB, partBytes: 128 * MIB, maxPartBytes: 1024 * MIB },
  maxAttempts: 5,
  refusesPrograms: true,
});

/** Settings with which the relay must not start. The message names every fault, each in a line of its own. */
export class SettingsFault extends Error {
  override readonly name = "SettingsFault";
  readonly exitCode = 2;
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    const lines = faults.map((fault) => `  - ${fault}`).join("\n");
    super(
      `The relay cannot start with these settings:\n${lines}\nFor help: npm run relay -- --help in a clone, otherwise the same command with --help`,
    );
    this.faults = faults;
  }
}

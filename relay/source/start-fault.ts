/** Why the relay cannot start, which its operator can mend. The message is all that the operator needs: no stack is printed. */
export class StartFault extends Error {
  override readonly name: string = "StartFault";
}

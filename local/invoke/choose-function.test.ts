import { expect, test } from "vitest";
import { chooseFunction } from "./choose-function.ts";

const names = ["Upload", "Consult"];

test.each(["consult", "Consult", "CONSULT"])("%s is Consult", (wanted) => {
  expect(chooseFunction(wanted, names)).toBe("Consult");
});

test("one there is not is answered with those there are", () => {
  expect(() => chooseFunction("consul", names)).toThrow(
    'There is no function "consul". There are: upload, consult.',
  );
});

import { expect, test } from "vitest";
import { chooseFunction } from "./choose-function.ts";

const names = ["Upload", "Consult"];

test.each(["consult", "Consult", "CONSULT"])("%s is Consult", (wanted) => {
  expect(chooseFunction(wanted, names)).toBe("Consult");
});

test("an unknown name is refused, with a list of the functions", () => {
  expect(() => chooseFunction("consul", names)).toThrow(
    'There is no function "consul". The functions are: upload, consult.',
  );
});

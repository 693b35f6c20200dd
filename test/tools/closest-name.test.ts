import { closestName } from "../../tools/closest-name";

const TABLES = ["payment_order_completed_event", "user_signup_event", "quarantine"];

test.each([
  ["payment_order_complete_event", "payment_order_completed_event"],
  ["quarantene", "quarantine"],
  ["QUARANTIN", "quarantine"],
  ["something_else_entirely", undefined],
  ["quarantine", undefined],
])("for %s, %s was meant", (written, meant) => {
  expect(closestName(written, TABLES)).toBe(meant);
});

test("among no names none was meant", () => {
  expect(closestName("quarantine", [])).toBeUndefined();
});

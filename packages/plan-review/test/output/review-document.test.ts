import fc from "fast-check";
import { readReviewDocument, writeReviewDocument } from "../../src/output/review-document";
import { anyReview } from "../arbitrary-review";
import { PROD_REVIEW } from "../sample-reviews";

test("a review that was written is read as it was", () => {
  fc.assert(
    fc.property(anyReview, (review) => {
      const read = readReviewDocument(writeReviewDocument({ version: 1, stackHash: "5b1f", review }), "review.json");

      expect(read).toEqual({ version: 1, stackHash: "5b1f", review });
    }),
  );
});

test.each([
  ["not JSON", "{", "review.json is not JSON"],
  ["another version", JSON.stringify({ version: 2, review: PROD_REVIEW }), "review.json is not a review of version 1"],
  ["a key that nobody knows", JSON.stringify({ version: 1, review: { ...PROD_REVIEW, more: 1 } }), "more"],
])("%s is refused, and the error names the file and the way out", (_, text, message) => {
  expect(() => readReviewDocument(text, "review.json")).toThrow(message);
  expect(() => readReviewDocument(text, "review.json")).toThrow("Plan again");
});

import fc from "fast-check";
import { z } from "zod";
import { writeSarif } from "../../src/output/sarif";
import { anyReview } from "../arbitrary-review";
import { PROD_REVIEW } from "../sample-reviews";

/**
 * The rules of SARIF 2.1.0 that concern what is written here, and GitHub's own on top of them.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html sections 3.13, 3.14, 3.17, 3.27 to 3.33, 3.35
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({ name: z.string().min(1), rules: z.array(z.strictObject({ id: z.string().min(1) })) }),
      }),
      automationDetails: z.strictObject({ id: z.string().endsWith("/") }),
      columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
      results: z
        .array(
          z.strictObject({
            ruleId: z.string().min(1),
            ruleIndex: z.number().int().min(0),
            level: z.enum(["none", "note", "warning", "error"]),
            message: z.strictObject({ text: z.string().min(1) }),
            locations: z.tuple([
              z.strictObject({
                physicalLocation: z.strictObject({
                  artifactLocation: z.strictObject({ uri: z.string().regex(/^(?!\/)[^\\ ]+$/u) }),
                  region: z.strictObject({ startLine: z.number().int().min(1) }),
                }),
                logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string().min(1) })),
              }),
            ]),
            partialFingerprints: z.record(z.string().regex(/^[^/]+\/v\d+$/u), z.string()),
            suppressions: z
              .array(
                z.strictObject({
                  kind: z.enum(["inSource", "external"]),
                  status: z.enum(["accepted", "underReview", "rejected"]),
                  justification: z.string(),
                }),
              )
              .optional(),
          }),
        )
        .max(5_000),
    }),
  ]),
});

test("every log obeys SARIF 2.1.0, and each result names its rule", () => {
  fc.assert(
    fc.property(anyReview, (review) => {
      const log = sarifSchema.parse(JSON.parse(writeSarif({ ...review, stack: "event-lake-dev" })));

      const [run] = log.runs;
      expect(run.results).toHaveLength(review.findings.length);
      for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    }),
  );
});

test("a finding says what is lost, and lies in the synthesised stack and at its construct", () => {
  const [first] = sarifSchema.parse(JSON.parse(writeSarif(PROD_REVIEW))).runs[0].results;

  expect(first?.level).toBe("error");
  expect(first?.message.text).toContain("Lost: every event that the deduplicator has not read yet");
  expect(first?.locations[0].physicalLocation.artifactLocation.uri).toBe(
    "cdktf.out/stacks/event-lake-prod/cdk.tf.json",
  );
  expect(first?.locations[0].logicalLocations.map(({ fullyQualifiedName }) => fullyQualifiedName)).toEqual([
    "aws_kinesis_stream.events_stream_8A2C41F0",
    "event-lake-prod/events/stream",
  ]);
});

test("an acknowledged finding is suppressed with its reason, no other one is", () => {
  const { results } = sarifSchema.parse(JSON.parse(writeSarif(PROD_REVIEW))).runs[0];

  const suppressed = results.filter(({ suppressions }) => suppressions !== undefined);
  expect(suppressed.map(({ ruleId }) => ruleId)).toEqual(["two-step-destruction"]);
  expect(suppressed[0]?.suppressions?.[0]?.justification).toContain(
    "moves to the account stack, see #418. (@dana, until 2026-12-31)",
  );
});

test("the same finding has the same fingerprint in the next plan, whatever its text", () => {
  const fingerprints = (review: typeof PROD_REVIEW) =>
    sarifSchema
      .parse(JSON.parse(writeSarif(review)))
      .runs[0].results.map(({ partialFingerprints }) => partialFingerprints);

  const reworded = PROD_REVIEW.findings.map((finding) => ({ ...finding, summary: "Other words." }));

  expect(fingerprints({ ...PROD_REVIEW, findings: reworded })).toEqual(fingerprints(PROD_REVIEW));
});

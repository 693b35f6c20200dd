import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import type { ReviewProfile } from "./review-profile";

/** What can be seen of a profile before it is used; whoever writes it in TypeScript, or with a JSDoc type, is told of the rest. */
const profileSchema = z.strictObject({
  traffic: z.object({ eventsPerHour: z.number(), averageEventBytes: z.number() }).optional(),
  deduplication: z.record(z.string(), z.unknown()).optional(),
  documents: z.strictObject({ review: z.string().optional(), removal: z.string().optional() }).optional(),
  stores: z
    .record(
      z.string(),
      z.union([
        z.tuple([z.string(), z.string()]),
        z.tuple([z.string(), z.string(), z.union([z.literal("small"), z.strictObject({ recovery: z.string() })])]),
      ]),
    )
    .optional(),
  severities: z.record(z.string(), z.enum(["block", "warn", "inform", "off"])).optional(),
  checks: z.array(z.object({ id: z.string(), observe: z.function() })).optional(),
  longestAcknowledgement: z.number().int().positive().optional(),
});

const load = createRequire(__filename);

/**
 * What a project knows of itself, from a file that it keeps: JavaScript, or TypeScript where this Node reads it (22.18 and
 * later). The file is code, and is run: keep it under the same review as the acknowledgements.
 *
 * @param file whose default export, or whose module.exports, is a `ReviewProfile`
 * @throws Error when it cannot be loaded, or has another shape
 */
export function readProfile(file: string): ReviewProfile {
  let loaded: unknown;
  try {
    loaded = load(path.resolve(file));
  } catch (error) {
    throw new Error(
      `The profile ${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}. It is a JavaScript file whose default export is a ReviewProfile.`,
    );
  }
  const value = typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : loaded;
  const result = profileSchema.safeParse(value);
  if (!result.success) {
    throw new Error(
      `${file} is no profile of a review:\n${z.prettifyError(result.error)}\nsrc/profile.ts of plan-review says what it may hold.`,
    );
  }
  return value as ReviewProfile;
}

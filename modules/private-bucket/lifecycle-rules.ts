import { fields, listOf, optional } from "../input-rules/inputs";
import { objectDays } from "../input-rules/limits";
import { both, oneOf, RIGHT, type Rule, wrong } from "../input-rules/rule";
import { text } from "../input-rules/texts";

const days = (key: string) => optional(listOf(fields({ [key]: optional(objectDays) }), 0, 1));

const rules = listOf(
  fields({
    id: text({ what: "the id of a lifecycle rule", most: 255 }),
    status: oneOf(["Enabled", "Disabled"], "the status of a lifecycle rule"),
    expiration: days("days"),
    noncurrentVersionExpiration: days("noncurrentDays"),
    abortIncompleteMultipartUpload: days("daysAfterInitiation"),
  }),
  0,
  1_000,
);

/** What expires when. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const lifecycleRules: Rule = both(rules, (value) => {
  const ids = (value as readonly { readonly id: string }[]).map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? RIGHT : wrong(twice, "is the id of two lifecycle rules", "Give each its own");
});

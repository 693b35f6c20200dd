/**
 * Faults in what the review says and decides, by hand: the opposite of a text, another condition, a filter left out. Each is one
 * place of a file of ../src, given so that it is found once. A test must fail for each.
 *
 * @type {Readonly<Record<string, readonly (readonly [find: string, replace: string])[]>>}
 */
export const mutants = {
  "plan/renames.ts": [
    ['"vpc_id", "subnet_id", ', '"subnet_id", '],
    ['"region", "location", "zone"', '"region", "location"'],
    ['"metadata[0].namespace"', '"metadata[0].name"'],
    ['"resource_group_name"],', "],"],
    ['kind === "delete" && deposed === undefined', 'kind === "delete"'],
    ["created.isUnknown(scope) ||", "false ||"],
    ["candidates.filter((candidate) => candidate !== match)", "candidates"],
  ],
  "checks/key-at-risk.ts": [
    [".filter((key) => !renamed.has(key))", ""],
    ["nothing can be decrypted with it from then on", "everything can still be decrypted with it"],
    ['key.before["is_enabled"] === true && key.after["is_enabled"] === false', 'key.before["is_enabled"] === false'],
    ["windowOf(key.after) < windowOf(key.before)", "windowOf(key.after) > windowOf(key.before)"],
    ["const DEFAULT_WINDOW = 30", "const DEFAULT_WINDOW = 7"],
    ['key.after["enable_key_rotation"] === false', 'key.after["enable_key_rotation"] === true'],
    ["unreadable: true,\n      remedy:\n", "remedy:\n"],
  ],
  "checks/store-removed.ts": [
    ['(change.destroys || change.kind === "forget")', "change.destroys"],
    ["&& !renamed.has(change)", ""],
    ['store.small === true ? ("warn" as const) : ("block" as const)', '"block" as const'],
    [' and makes an empty one in its place"', ' and keeps what is in it"'],
    ["Terraform no longer manages it", "Terraform manages it from now on"],
    ["other.creates &&", ""],
    ["Make sure that its data was copied", "Its data was copied"],
    ['change.actionReason === "replace_because_tainted"', 'change.actionReason === "replace_by_request"'],
  ],
  "checks/unknown-removed.ts": [
    ["change.destroys && !renamed.has(change)", 'change.kind === "delete" && !renamed.has(change)'],
    ["&& !holdsNothing(type)", ""],
    ["It may hold data.", "It holds no data."],
  ],
  "checks/protection-lowered.ts": [
    ["\n  deletion_protection: true,", "\n  deletion_protection: false,"],
    ["skip_final_snapshot: false,", ""],
    ['change.kind !== "create"', "true"],
    ["if (!protectedBefore || head === undefined", "if (head === undefined"],
    ["change.before[name] === true && change.after[name] === false", "change.after[name] === false"],
    ["Removes what protects it", "Adds what protects it"],
  ],
  "checks/opened-to-all.ts": [
    ['new Set(["80", "443"])', 'new Set(["80", "443", "22"])'],
    ['"0.0.0.0/0", "::/0", "*"', '"0.0.0.0/0", "*"'],
    ["!before.has(to) &&", ""],
    ['protocol === "-1" ||', ""],
    ['values["type"] === "ingress"', 'values["type"] === "egress"'],
    ['values["direction"] === "EGRESS"', 'values["direction"] === "INGRESS"'],
    ['|| values["access"] !== "Allow"', ""],
    ['kind === "create" || kind === "update" || kind === "replace"', 'kind === "update"'],
  ],
  "stores/public-settings.ts": [
    ['"public-read", "public-read-write"', '"public-read-write"'],
    ['isPublic: is("NONE")', 'isPublic: is("AWS_IAM")'],
    ['start === "0.0.0.0" && end === "255.255.255.255"', 'end === "255.255.255.255"'],
    ['lets: "restore it"', 'lets: "delete it"'],
  ],
  "checks/encryption-weakened.ts": [
    ["weaker.length > 0 && !stronger", "weaker.length > 0"],
    ["on.includes(valueAt(change.before, path)) &&", ""],
    ["from now on less than before.", "from now on as before."],
    ['"storage_encrypted", ', ""],
    [
      "another key: what was stored before still needs the old one",
      "another key: what was stored before is encrypted with it, too",
    ],
  ],
  "aws/retentions.ts": [
    ["after < before", "after > before"],
    ['if (change.kind !== "update") return [];', ""],
    ["number < 0 ||", ""],
    ["parseFloat(value)", "value"],
    ["filterOf(old) === filterOf(rule)", "true"],
    ['rule["status"] === "Enabled" &&', ""],
  ],
  "checks/retention-lowered.ts": [
    ['instead of ${text(retention, "before")}', 'instead of ${text(retention, "after")}'],
    ["a longer retention later does not bring back", "a longer retention later brings back"],
    [
      'severity === "block") ? ("block" as const) : ("warn" as const)',
      'severity === "block") ? ("warn" as const) : ("warn" as const)',
    ],
  ],
  "checks/code-executed.ts": [
    ["...plan.json.action_invocations.map(invoked),", ""],
    ["change.creates ? plan", "change.destroys ? plan"],
    ["isValues(marks) ? marks[attribute] : marks", "false"],
    ["no plan shows what it does", "the plan shows what it does"],
  ],
  "checks/check-failed.ts": [
    ['status === "fail" || status === "error"', 'status === "error"'],
    ["The code's ${address} does not hold", "The code's ${address} holds"],
  ],
  "checks/construct-renamed.ts": [
    ["it was renamed, not removed", "it was removed, not renamed"],
    ["from = ${removed.address}", "from = ${created.address}"],
    ['severity: "block"', 'severity: "warn"'],
  ],
  "checks/damaged-object.ts": [
    ["because an earlier apply left it tainted, not because of this change", "because of this change"],
    ["if (deposed !== undefined)", "if (deposed === undefined)"],
  ],
  "checks/delivery-replaced.ts": [
    ["delivery.destroys && !renamed.has(delivery)", "delivery.destroys"],
    ["starts at LATEST and passes over", "starts at TRIM_HORIZON and reads"],
    ["seconds: 300", "seconds: 60"],
  ],
  "checks/dead-letter-path.ts": [
    ['left("after") <= 0', 'left("after") < 0'],
    ["it is dropped when the retries end", "it is kept when the retries end"],
    ["unknown || after !== before", "after !== before"],
  ],
  "checks/restart-position.ts": [
    ["window >= hours * 3600", "window <= hours * 3600"],
    ["are skipped.", "are read."],
    ['position === "TRIM_HORIZON"', 'position === "LATEST"'],
  ],
  "checks/deduplication-invariant.ts": [
    ["* 3600;", "* 60;"],
    ["a replay passes as new events", "a replay is dropped"],
    ["if (table.destroys)", 'if (table.kind === "delete")'],
  ],
  "checks/drift.ts": [
    ["if (COSMETIC.test(attribute)) return false;", ""],
    ["!isSameDocument(difference) &&", ""],
    ["this plan sets it back", "this plan leaves it so"],
    ['if (change.mode !== "managed") return undefined;', ""],
  ],
  "checks/destruction-prevented.ts": [
    ["Terraform refuses the whole plan", "Terraform applies the whole plan"],
    ["change.deposed === undefined && ", ""],
    ["plan.base?.preventsDestroy(address) === true", "plan.head?.preventsDestroy(address) === true"],
  ],
  "aws/policy-change.ts": [
    ['grant.principal === "*" && grant.condition === ""', 'grant.principal === "*"'],
    ["fresh ? found.filter(isUnlimited) : found", "found"],
    ["|| argument in expressions", ""],
  ],
  "checks/iam-widened.ts": [
    ["grants.some(isSerious) ||", ""],
    ["which cannot be compared", "which is the same"],
  ],
  "aws/stores.ts": [
    ["point-in-time recovery is off", "point-in-time recovery is on"],
    ["skip_final_snapshot is on. Make a backup first", "skip_final_snapshot is on"],
    ['before["skip_final_snapshot"] === false ? "From', 'before["skip_final_snapshot"] === true ? "From'],
    ['typeof days === "number" && days > 0) {', 'typeof days === "number" && days > 90) {'],
  ],
  "plan/plan-json.ts": [
    ["/^(0\\.[12]|1\\.\\d+)$/", "/^(1\\.\\d+)$/"],
    ['mode = "managed"', 'mode = "data"'],
  ],
  "verdict.ts": [
    ["would lose data", "would keep data"],
    ['severity === "block" && acknowledgement === undefined', 'severity === "block"'],
    ["objections.length > 0 || unplanned.length > 0", "objections.length > 0"],
  ],
};

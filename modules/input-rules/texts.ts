import { CONTRACTS_VERSION } from "../../lambda-src/interface";
import { both, RIGHT, type Rule, valueText, wrong } from "./rule";

export interface TextRule {
  /** Whose text it is, at the beginning of the rule: "the name of a Kinesis stream". */
  readonly what: string;
  /** @default 1 */
  readonly least?: number;
  readonly most: number;
  /** Matches one character that the text may have. @default - any but control characters */
  readonly allowed?: RegExp;
  /** The same in words. @default "any but control characters" */
  readonly characters?: string;
}

/** @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
const INTERPOLATION = /(^|[^$])\$\{|(^|[^%])%\{/;

/** Text of a certain length, of certain characters. */
export function text({ what, least = 1, most, allowed = /\P{Cc}/u, characters }: TextRule): Rule {
  const range = least === most ? String(most) : `${least} to ${most.toLocaleString("en-US")}`;
  const rule = `${what} must be text of ${range} characters: ${characters ?? "any but control characters"}`;
  return (value) => {
    if (typeof value !== "string") return wrong(value, rule, "Write text");
    const foreign = [...new Set(Array.from(value).filter((character) => !allowed.test(character)))];
    if (foreign.length > 0) return wrong(value, rule, `Take out ${foreign.map(valueText).join(", ")}`);
    if (value.length > most) return wrong(value, `${rule}; it has ${value.length}`, "Shorten it");
    if (value.length < least) return wrong(value, rule, value === "" ? "Write one" : "Write a longer one");
    if (value !== "" && value.trim() === "") return wrong(value, `${what} must be more than spaces`, "Write it");
    return INTERPOLATION.test(value)
      ? wrong(value, "Terraform takes ${ and %{ for something that it fills in", "Write $${ or %%{ for the text itself")
      : RIGHT;
  };
}

/** Words for people to read. They may have several lines, and say something. */
export function description(what: string, most: number): Rule {
  return text({ what, most, allowed: /[^\p{Cc}]|[\t\r\n]/u });
}

/** Text that is a JSON object. */
export const jsonObject: Rule = (value) => {
  const rule = "must be the text of a JSON object";
  if (typeof value !== "string") return wrong(value, rule, "Pass JSON text, and not the object itself");
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return RIGHT;
    return wrong(value, rule, "Begin it with {");
  } catch (error) {
    return wrong(value, `${rule} (${error instanceof Error ? error.message : String(error)})`, "Correct the JSON");
  }
};

/** The contracts as function and curation job read them: what they would refuse when they start. */
export const contractsDocument: Rule = both(jsonObject, (value) => {
  const { version, contracts } = JSON.parse(String(value)) as {
    readonly version?: unknown;
    readonly contracts?: unknown;
  };
  const fix = "Pass what curationContractsJson of event-lake/events gives";
  if (version !== CONTRACTS_VERSION) {
    return wrong(
      value,
      `must be the contracts document of version ${CONTRACTS_VERSION}; it has version ${valueText(version)}`,
      fix,
    );
  }
  return Array.isArray(contracts) ? RIGHT : wrong(value, "must have the list of contracts", fix);
});

// No more than the shape: https://datatracker.ietf.org/doc/html/rfc5321#section-4.5.3.1 has the lengths.
const MAILBOX = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;

/** An address that a mail can be sent to. @see https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
export const emailAddress: Rule = (value) => {
  const [mailbox = "", domain = "", ...rest] = typeof value === "string" ? value.split("@") : [];
  const fits = mailbox.length <= 64 && mailbox.length + domain.length <= 253;
  return rest.length === 0 && fits && MAILBOX.test(mailbox) && DOMAIN.test(domain)
    ? RIGHT
    : wrong(value, "must be one email address: name@example.com", "Write the address alone, without a display name");
};

/** An address of pages on the web. */
export const webAddress: Rule = (value) => {
  const rule = "must be an address of the web: https://, a host, and no more than 300 characters";
  const isAddress = typeof value === "string" && /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?(\/[!-~]*)?$/.test(value);
  return isAddress && value.length <= 300 ? RIGHT : wrong(value, rule, "Write it like https://example.com/runbooks");
};

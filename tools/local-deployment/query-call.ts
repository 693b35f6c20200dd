import { requireLoopback } from "@event-lake/local-cloud/loopback-guard";

/**
 * A call of IAM or STS, which take forms and answer in XML. The local cloud reads whose key a call is signed with, and checks no
 * signature.
 *
 * @param signedFor region and service of a call by a person; a token needs none
 * @returns the answer
 * @throws Error with AWS's message when the call is refused
 */
export async function queryCall(
  endpoint: string,
  signedFor: { readonly region: string; readonly service: "iam" | "sts" } | undefined,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = signedFor && `Credential=test/20260101/${signedFor.region}/${signedFor.service}/aws4_request`;
  const response = await fetch(requireLoopback(endpoint), {
    method: "POST",
    headers:
      scope === undefined ? {} : { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams(parameters),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(elementOf(answer, "Message"));
  return answer;
}

/** Text of the first element of that name; empty when there is none. */
export function elementOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

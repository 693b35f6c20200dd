import type { RoleSession } from "@event-lake/aws-rights";
import type { ServiceRequest, ServiceResponse } from "../gateway/service-message";
import type { Credentials } from "./role-sessions";

/** A role that somebody wants to take. */
export interface RoleTaking {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Condition keys of the call. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Reads AssumeRole.
 *
 * @returns undefined for any other call
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function readAssumeRole({ service, body }: ServiceRequest): RoleTaking | undefined {
  if (service !== "sts") return undefined;
  const call = new URLSearchParams(body.toString("utf8"));
  if (call.get("Action") !== "AssumeRole") return undefined;
  const sessionName = call.get("RoleSessionName") ?? "";
  const externalId = call.get("ExternalId");
  return {
    roleArn: call.get("RoleArn") ?? "",
    sessionName,
    context: {
      "sts:RoleSessionName": sessionName,
      ...(externalId !== null && { "sts:ExternalId": externalId }),
    },
  };
}

/** Somebody outside of AWS who wants to take a role, and the token that says who. */
export interface WebIdentity extends RoleTaking {
  /** Issuer of the token without `https://`, as the OIDC provider of the account is named. */
  readonly issuer: string;
}

/**
 * Reads AssumeRoleWithWebIdentity, which nobody signs. The signature of the token is not checked: no issuer is on this machine.
 *
 * @returns undefined for any other call
 * @throws Error for a token that is none
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function readWebIdentity({ service, body }: ServiceRequest): WebIdentity | undefined {
  // A call that is not signed names no service.
  if (service !== "" && service !== "sts") return undefined;
  const call = new URLSearchParams(body.toString("utf8"));
  if (call.get("Action") !== "AssumeRoleWithWebIdentity") return undefined;
  const claims = readClaims(call.get("WebIdentityToken") ?? "");
  // Claims are condition keys: `<issuer>:sub`.
  const issuer = (claims["iss"] ?? "").replace(/^https:\/\//, "");
  return {
    roleArn: call.get("RoleArn") ?? "",
    sessionName: call.get("RoleSessionName") ?? "",
    issuer,
    context: Object.fromEntries(Object.entries(claims).map(([name, value]) => [`${issuer}:${name}`, value])),
  };
}

function readClaims(token: string): Readonly<Record<string, string>> {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as object;
    return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]));
  } catch {
    throw new Error("The token is no JWT: three parts, separated by dots, of which the second is JSON in base64url.");
  }
}

/** URL of an OIDC provider that a call makes in the account, without `https://`. */
export function madeOidcProvider({ service, body }: ServiceRequest): string | undefined {
  if (service !== "iam") return undefined;
  const call = new URLSearchParams(body.toString("utf8"));
  if (call.get("Action") !== "CreateOpenIDConnectProvider") return undefined;
  return call.get("Url")?.replace(/^https:\/\//, "");
}

/** The answer to who may take the role. */
export function takenRoleAnswer(
  operation: "AssumeRole" | "AssumeRoleWithWebIdentity",
  credentials: Credentials,
  { principal }: RoleSession,
): ServiceResponse {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const body =
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>` +
    `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
    `<SessionToken>${sessionToken}</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
    `<AssumedRoleUser><Arn>${principal}</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>` +
    `</${operation}Result></${operation}Response>`;
  return { status: 200, headers: { "content-type": "text/xml" }, body: Buffer.from(body) };
}

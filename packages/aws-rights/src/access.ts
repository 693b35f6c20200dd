/** One action on one resource; a call of a service may need several. */
export interface Access {
  /** For example `s3:GetObject`. */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Condition keys that AWS documents for the call, and only those. */
  readonly context: Readonly<Record<string, string>>;
}

/** Whose resources a call names. */
export interface Place {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
}

/** What a caller needs of a resource, and of the key that encrypts it. */
export interface RequiredAction {
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Condition keys of the action. @default - only those of every call */
  readonly context?: Readonly<Record<string, string>>;
  /** Actions on the customer key, when one encrypts the resource. @default - none */
  readonly onKey?: readonly KeyAction[];
}

export type KeyAction = "kms:Decrypt" | "kms:GenerateDataKey";

/** Everything is asked over TLS on AWS, however the call came here. */
export function access({ action, resource, context }: RequiredAction): Access {
  return { action, resource, context: { "aws:SecureTransport": "true", ...context } };
}

export function arn(service: string, resource: string, { accountId, region }: Place): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** In place of a key's id, before AWS has chosen one. */
export const NEW_KEY = "new";

/** A call of an AWS API, as it goes over HTTP. */
export interface AwsCall {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** Signing name of the service, for example `kinesis`. */
  readonly service: string;
  /** Operation named by the X-Amz-Target header, for example `PutRecords`; empty for the services that use paths or forms. */
  readonly operation: string;
}

/** What is read of a call, or of its answer. */
export type Message = Pick<AwsCall, "body">;

export function textOf({ body }: Message): string {
  return new TextDecoder().decode(body);
}

/** The body of a service that speaks JSON; empty where there is none. @throws SyntaxError when it is not JSON */
export function jsonOf(message: Message): Record<string, unknown> {
  return message.body.length === 0 ? {} : (JSON.parse(textOf(message)) as Record<string, unknown>);
}

/** The body of a service that is sent forms, as IAM, SNS and STS are. */
export function formOf(message: Message): URLSearchParams {
  return new URLSearchParams(textOf(message));
}

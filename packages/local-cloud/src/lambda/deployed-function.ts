/** A function as it was deployed: what the Lambda API stored, and the package it was created or updated with. */
export interface DeployedFunction {
  /** Name without qualifier. */
  readonly functionName: string;
  readonly functionArn: string;
  /** `file.export`, for example `index.handler`; the file may lie in a folder (`src/index.handler`). */
  readonly handler: string;
  /** Lambda's identifier of the runtime. Only `nodejs<version>.x` can run, on the Node.js that runs the local cloud. */
  readonly runtime: string;
  /** Seconds after which an invocation is killed; 1 to 900 in AWS. */
  readonly timeoutSeconds: number;
  /** 128 to 10,240 in AWS. */
  readonly memoryMegabytes: number;
  /** The function's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** SHA-256 of the package as Lambda reports it (Base64). A new value means new code. */
  readonly codeSha256: string;
  /** The deployment package, a zip file. */
  readonly zip: Uint8Array;
}

/** Where the runner looks a function up, at every invocation: an update is seen by the next one. */
export interface FunctionSource {
  /** Resolves to undefined when no function of that name is deployed. */
  find(functionName: string): Promise<DeployedFunction | undefined>;
}

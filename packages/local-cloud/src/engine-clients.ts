import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { RoleRequest } from "./rights/enforcement";
import type { Credentials } from "./rights/role-sessions";

/** Milliseconds: more than the gateway gives the emulator, whose error says more. */
const LONGEST_CALL = 70_000;

/** What engines call the emulator with. */
export interface Clients {
  readonly cloudWatch: CloudWatchClient;
  readonly firehose: FirehoseClient;
  readonly glue: GlueClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
}

/** The clients of the engines: a service's own, which may do everything, and those that call as a customer's role. */
export class EngineClients {
  /** For what a service asks in its own name: the description of a delivery stream, a job, a function. */
  readonly service: Clients;
  private readonly roles = new Map<string, Clients>();

  /** @param endpoint gateway that decides the calls of roles */
  constructor(
    private readonly endpoint: string,
    private readonly region: string,
    private readonly assume: (role: RoleRequest) => Credentials,
  ) {
    this.service = this.make({ accessKeyId: "test", secretAccessKey: "test", sessionToken: "" });
  }

  /**
   * Clients of a session of a role; the same for the same role and name.
   *
   * @throws RoleNotAssumedError when the service may not take the role
   */
  as(role: RoleRequest): Clients {
    const key = `${role.roleArn} ${role.sessionName}`;
    const clients = this.roles.get(key) ?? this.make(this.assume(role));
    this.roles.set(key, clients);
    return clients;
  }

  /** Clients that call as whoever has an access key: for what a service does in the name of its caller. */
  with(accessKeyId: string): Clients {
    const clients =
      this.roles.get(accessKeyId) ?? this.make({ accessKeyId, secretAccessKey: "test", sessionToken: "test" });
    this.roles.set(accessKeyId, clients);
    return clients;
  }

  destroy(): void {
    for (const clients of [this.service, ...this.roles.values()]) {
      for (const client of Object.values(clients) as Clients[keyof Clients][]) client.destroy();
    }
  }

  private make(credentials: Credentials): Clients {
    const configuration = {
      endpoint: this.endpoint,
      region: this.region,
      credentials,
      // HTTP/1.1: Kinesis' client would begin with HTTP/2. Without a limit, an answer that is lost is waited for for ever.
      requestHandler: new NodeHttpHandler({
        connectionTimeout: 5_000,
        requestTimeout: LONGEST_CALL,
        throwOnRequestTimeout: true,
      }),
    };
    return {
      cloudWatch: new CloudWatchClient(configuration),
      firehose: new FirehoseClient(configuration),
      glue: new GlueClient(configuration),
      kinesis: new KinesisClient(configuration),
      lambda: new LambdaClient(configuration),
      s3: new S3Client({ ...configuration, forcePathStyle: true }),
    };
  }
}

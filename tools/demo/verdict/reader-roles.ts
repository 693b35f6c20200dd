import { AthenaClient, GetWorkGroupCommand } from "@aws-sdk/client-athena";
import type { LocalCloud } from "@event-lake/local-cloud";
import type { Environment } from "../../../environments/schema";
import type { PolicyStatement } from "../../../modules/iam";
import { makeAndTakeRole, type TakenRole, takeRole } from "../../local-deployment/taken-role";
import { lakeNames } from "../../lake-names";

/** A reader of the environment, and the keys of its role. */
export interface TakenReader {
  readonly principal: string;
  readonly events: Environment["readers"][number]["events"];
  readonly personal: boolean;
  readonly rawData: boolean;
  readonly credentials: TakenRole;
}

export interface ReaderRolesProps {
  readonly environment: Environment;
  readonly cloud: Pick<LocalCloud, "endpoint">;
  /** Whether they shall query, too. */
  readonly queries: boolean;
}

/**
 * Takes the roles of the readers of the environment's own account. Those that the lake did not make are made before, with
 * the rights that docs/readers.md names.
 */
export async function takeReaderRoles(props: ReaderRolesProps): Promise<readonly TakenReader[]> {
  const { environment, cloud, queries } = props;
  const statements = [...catalogueStatements(environment), ...(queries ? await queryStatements(props) : [])];
  // The roles of another account are not in this cloud.
  const own = environment.readers.filter(({ principal }) => principal.split(":")[4] === environment.accountId);
  const taken: TakenReader[] = [];
  for (const { principal, assumedBy, events, personal, rawData } of own) {
    const role = { endpoint: cloud.endpoint, region: environment.region, roleArn: principal };
    const credentials = await (assumedBy === undefined ? makeAndTakeRole({ ...role, statements }) : takeRole(role));
    taken.push({ principal, events, personal, rawData, credentials });
  }
  return taken;
}

function catalogueStatements(environment: Environment): readonly PolicyStatement[] {
  const { lakeDatabase } = lakeNames(environment);
  const arn = (resource: string) => `arn:aws:glue:${environment.region}:${environment.accountId}:${resource}`;
  return [
    {
      actions: ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables"],
      resources: [arn("catalog"), arn(`database/${lakeDatabase}`), arn(`table/${lakeDatabase}/*`)],
    },
  ];
}

async function queryStatements({ environment, cloud }: ReaderRolesProps): Promise<readonly PolicyStatement[]> {
  const { accountId, region } = environment;
  const { workgroup } = lakeNames(environment);
  const athena = new AthenaClient({
    endpoint: cloud.endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  try {
    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: workgroup }));
    const { OutputLocation = "", EncryptionConfiguration } = WorkGroup?.Configuration?.ResultConfiguration ?? {};
    const key = EncryptionConfiguration?.KmsKey;
    return [
      {
        actions: [
          "athena:GetNamedQuery",
          "athena:GetQueryExecution",
          "athena:GetQueryResults",
          "athena:ListNamedQueries",
          "athena:StartQueryExecution",
        ],
        resources: [`arn:aws:athena:${region}:${accountId}:workgroup/${workgroup}`],
      },
      { actions: ["lakeformation:GetDataAccess"], resources: ["*"] },
      {
        actions: ["s3:GetObject", "s3:PutObject"],
        resources: [`${OutputLocation.replace("s3://", "arn:aws:s3:::")}*`],
      },
      ...(key === undefined ? [] : [{ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key] }]),
    ];
  } finally {
    athena.destroy();
  }
}

import { environments } from "../fixtures/environments";
import type { Environment } from "../../environments/schema";
import { inLake } from "../stacks/synthesised-environments";

/** Readers outside of AWS's own engines, which no environment of this repository has. */
const externalReaders: Environment["externalReaders"] = {
  redshiftSpectrum: { databaseUsers: ["arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst"] },
  snowflake: { userArn: "arn:aws:iam::999999999999:user/snowflake", externalId: "SNOWFLAKE_1" },
};

/** A reader whose role the lake makes. */
const reader = ({ accountId, namePrefix, name }: Environment): Environment["readers"][number] => ({
  principal: `arn:aws:iam::${accountId}:role/${namePrefix}-${name}-analyst`,
  assumedBy: [`arn:aws:iam::${accountId}:root`],
  events: "all",
  personal: true,
  rawData: false,
});

/** Every environment as it is, and with its duplicates removed in the lake and all readers that there can be. */
export const SECURED = environments.flatMap((environment) => [
  { title: environment.name, environment },
  {
    title: `${environment.name}, in the lake, with external readers`,
    environment: { ...inLake(environment), externalReaders, readers: [reader(environment)] },
  },
]);

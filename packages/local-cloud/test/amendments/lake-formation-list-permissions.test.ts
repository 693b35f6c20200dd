import { lakeFormationListPermissions } from "../../src/amendments/lake-formation-list-permissions";
import { json, pathCall } from "../gateway/service-call";
import {
  alterOfCrawler,
  COLUMNS,
  CRAWLER,
  describeOfCrawler,
  emptied,
  emulatorWithGrants,
  selectOfAnalyst,
  TABLE,
} from "./granted-permissions";

it.each([
  ["a table, those on its columns included", { Resource: TABLE }, [selectOfAnalyst, alterOfCrawler]],
  ["a table and a principal", { Resource: TABLE, Principal: CRAWLER }, [alterOfCrawler]],
  ["columns, which moto refuses", { Resource: COLUMNS }, [selectOfAnalyst]],
  ["a principal alone", { Principal: CRAWLER }, [alterOfCrawler, describeOfCrawler]],
  ["something that nobody was granted", { Resource: { Database: { Name: "data_lake" } } }, []],
  ["everything", {}, [selectOfAnalyst, alterOfCrawler, describeOfCrawler, emptied]],
])("lists the grants on %s", async (_title, filter, expected) => {
  const { forward } = emulatorWithGrants();

  const response = await lakeFormationListPermissions.answer(
    pathCall("lakeformation", "POST", "/ListPermissions", filter),
    forward,
  );

  expect(json(response)).toEqual({ PrincipalResourcePermissions: expected });
});

it("leaves other calls alone", () => {
  const { forward } = emulatorWithGrants();

  expect(
    lakeFormationListPermissions.answer(pathCall("lakeformation", "POST", "/GrantPermissions", {}), forward),
  ).toBeUndefined();
});

import { environmentNamed } from "../../fixtures/environments";
import { eventSql, LakeQuestions } from "../../../tools/console/lake-questions";

const questions = new LakeQuestions(environmentNamed("dev"), { athena: undefined as never });

test("an id is asked for as a value, whatever quotation marks it has", () => {
  expect(eventSql("x' OR '1'='1", ["heartbeat_event"])).toContain("event_uuid = 'x'' OR ''1''=''1'");
});

test("an event is looked for in every table, and in quarantine by its bytes, too", () => {
  const sql = eventSql("u1", ["heartbeat_event", "uncontracted_event"]);

  expect(sql.match(/UNION ALL/g)).toHaveLength(2);
  expect(sql).toContain("FROM quarantine WHERE (event_uuid = 'u1' OR strpos(payload, 'u1') > 0)");
});

test.each(["", "u".repeat(257)])("an id that no event can have is not asked for", (uuid) => {
  expect(() => questions.event(uuid)).toThrow("event_uuid has 1 to 256 characters");
});

test("rows of a table that the lake has not are not asked for", () => {
  expect(() => questions.rows("information_schema.tables")).toThrow("no contract makes this table");
});

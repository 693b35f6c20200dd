import { eventsOfRecord } from "../../../../tools/demo/expectation/record-events";

const events = (text: string) => eventsOfRecord(Buffer.from(text)).map((event) => Buffer.from(event).toString());

test.each([
  ["one event, as it is", ' {"a": 1.10}\n', [' {"a": 1.10}\n']],
  ["one event over several lines", '{\n"a":1\n}', ['{\n"a":1\n}']],
  ["an array of events", '[{"a":[1,2]}, {"b":"},{"} ]', ['{"a":[1,2]}', '{"b":"},{"}']],
  ["an array with other things beside an event", '[1,{"a":1},null]', ["1", '{"a":1}', "null"]],
  ["an array without an event", "[1, 2, 3]", ["[1, 2, 3]"]],
  ["lines, with what may stand around them", '\ufeff{"a":1}\r\n\n{"b":2}\0', ['{"a":1}', '{"b":2}']],
  ["events one behind the other", '{"a":1}{"b":2} {"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']],
  ["something behind an event", '{"a":1} trailing text', ['{"a":1}', "trailing text"]],
  ["half an object", '{"a":1}\n{"b', ['{"a":1}', '{"b']],
  ["text", "plain, text", ["plain, text"]],
])("%s", (_, record, expected) => {
  expect(events(record)).toEqual(expected);
});

test("bytes that are not UTF-8 are lines", () => {
  expect(eventsOfRecord(Buffer.from("a\n\xff", "latin1"))).toHaveLength(2);
});

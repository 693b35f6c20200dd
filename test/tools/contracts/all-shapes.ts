import { writeFileSync } from "node:fs";
import path from "node:path";

/** Writes a contract with every shape that a field can have; returns its file. */
export function allShapes(folder: string): string {
  const file = path.join(folder, "all.shapes.json");
  const described = (schema: object, description = "A field") => ({ description, ...schema });
  const contract = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:all-shapes",
    title: "All shapes",
    description: 'What a "contract" can say\\.',
    "x-event-name": "all:shapes",
    "x-version": 1,
    type: "object",
    properties: {
      event_uuid: described({ type: "string" }),
      event_name: described({ const: "all:shapes" }),
      created_at: described({ type: "number" }),
      choice: described({ enum: ["a", 2, null] }),
      class: described({
        type: "object",
        properties: { "utm-source": { type: "string" }, class: { type: "integer" } },
      }),
      parcels: described({ type: "array", items: { $ref: "#/$defs/parcel" } }),
      return: described({ $ref: "#/$defs/parcel" }),
      "utm-source": described({ type: "string", "x-column": "utm_source" }, "Two */ words"),
      counts: described({ type: "object", additionalProperties: { type: "integer" } }),
      tags: described({ type: "array", items: { type: ["string", "null"] } }),
      anything: described({ anyOf: [{ type: "string" }, { type: "integer" }, { type: "object" }] }),
      several: described({ type: ["string", "integer", "boolean"] }),
      list: described({ type: "array" }),
      ratio: described({ enum: [0.5, 1.5] }),
      maybe: described({ anyOf: [{ type: "null" }, { $ref: "#/$defs/parcel" }] }),
    },
    required: ["event_uuid", "event_name", "created_at", "choice"],
    additionalProperties: true,
    $defs: {
      parcel: {
        type: "object",
        properties: { weight: { type: "number" }, sent_on: { type: "string", format: "date" } },
        required: ["weight"],
      },
    },
  };
  writeFileSync(file, JSON.stringify(contract));
  return file;
}

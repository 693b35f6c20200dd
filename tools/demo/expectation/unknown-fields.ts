import type { ColumnType } from "../../../events/column-type";
import type { ContractField } from "../../../events/event-contracts";
import { canonicalElements, canonicalMembers, canonicalObject } from "./json-text";

/**
 * What an event holds that its contract does not name, in the event's own shape: of a declared object or array of objects,
 * what the contract does not name in it. The demo's own reading of the contract, as `contractFit` is.
 *
 * @param payload of an event that follows the contract, in the form of `canonicalJson`
 * @returns in the form of `canonicalJson`; undefined when the contract names everything
 */
export function unknownFields(
  { fields }: { readonly fields: readonly Pick<ContractField, "name" | "columnType">[] },
  payload: string,
): string | undefined {
  return unknownMembers(new Map(fields.map(({ name, columnType }) => [name, columnType])), payload);
}

function unknownMembers(declared: ReadonlyMap<string, ColumnType>, json: string): string | undefined {
  const left = [...new Map(canonicalMembers(json))].flatMap(([name, value]) => {
    const type = declared.get(name);
    const unknown = type === undefined ? value : unknownIn(type, value);
    return unknown === undefined ? [] : [[name, unknown] as const];
  });
  return left.length === 0 ? undefined : canonicalObject(left);
}

function unknownIn(type: ColumnType, json: string): string | undefined {
  if (typeof type === "string" || json === "null") return undefined;
  if ("struct" in type) return unknownMembers(new Map(type.struct.map((member) => [member.name, member.type])), json);
  if (!("array" in type)) return undefined;
  const elements = canonicalElements(json).map((element) => unknownIn(type.array, element));
  const last = elements.findLastIndex((element) => element !== undefined);
  const places = elements.slice(0, last + 1).map((element) => element ?? "null");
  return places.length === 0 ? undefined : `[${places.join(",")}]`;
}

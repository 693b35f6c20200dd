import { MAX_FIELD_LENGTH } from "../record/envelope";

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * An event id as UTF-8 can spell it. JSON can spell half of a surrogate pair, UTF-8 cannot: such an id becomes its JSON
 * text, padded beyond the length of any id so that it can never meet one. Without this DynamoDB would refuse it for ever
 * and block its shard, and every such id would have the same hash.
 */
export function indexKey(eventUuid: string): string {
  return LONE_SURROGATE.test(eventUuid) ? JSON.stringify(eventUuid).padEnd(MAX_FIELD_LENGTH + 1) : eventUuid;
}

/** The `event_uuid` of an event's bytes; undefined when they are no JSON object or have none that is a text. */
export function eventUuid(bytes: Uint8Array): string | undefined {
  try {
    const event: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const uuid = typeof event === "object" && event !== null && "event_uuid" in event ? event.event_uuid : undefined;
    return typeof uuid === "string" ? uuid : undefined;
  } catch {
    return undefined;
  }
}

import type { ProcessingConfiguration, Processor } from "@aws-sdk/client-firehose";

const MAX_QUERY_CHARACTERS = 5120;

/** The processors that are switched on, in their order. */
export function enabledProcessors(destination: {
  readonly ProcessingConfiguration?: ProcessingConfiguration | undefined;
}): readonly Processor[] {
  const processing = destination.ProcessingConfiguration;
  return processing?.Enabled === true ? (processing.Processors ?? []) : [];
}

/** The value of a processor's parameter; undefined when it is not set. */
export function processorParameter(processor: Processor, name: string): string | undefined {
  return processor.Parameters?.find(({ ParameterName }) => ParameterName === name)?.ParameterValue;
}

/**
 * Says why the service would refuse a processor, one message per broken rule.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessorParameter.html
 */
export function processorMessages(processor: Processor): string[] {
  const messages: string[] = [];
  if (processor.Type === "MetadataExtraction") {
    const query = processorParameter(processor, "MetadataExtractionQuery");
    if (!query || query.length > MAX_QUERY_CHARACTERS) {
      messages.push(
        `MetadataExtractionQuery must have 1 to ${MAX_QUERY_CHARACTERS} characters, got ${query?.length ?? 0}.`,
      );
    }
    const engine = processorParameter(processor, "JsonParsingEngine");
    if (engine !== "JQ-1.6") {
      messages.push(`JsonParsingEngine must be JQ-1.6, got ${engine ?? "none"}.`);
    }
  }
  if (processor.Type === "RecordDeAggregation") {
    const type = processorParameter(processor, "SubRecordType");
    const delimiter = processorParameter(processor, "Delimiter");
    if (type !== "JSON" && type !== "DELIMITED") {
      messages.push(`SubRecordType must be JSON or DELIMITED, got ${type ?? "none"}.`);
    }
    if (type === "DELIMITED" && (delimiter === undefined || !isBase64(delimiter))) {
      messages.push(
        `Delimiter must be a base64 encoded string when SubRecordType is DELIMITED, got ${delimiter ?? "none"}.`,
      );
    }
  }
  return messages;
}

function isBase64(text: string): boolean {
  return text !== "" && /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
}

import { UNCONTRACTED_TABLE, QUARANTINE_TABLE, RAW_COLUMNS } from "../../../lambda-src/interface";
import type { EventEntry, FieldEntry, ReaderEntry } from "./data-dictionary";

/** File of an event's page: `payment.order.completed.html`. */
export function pageFile(eventName: string): string {
  return `${eventName.replaceAll(":", ".")}.html`;
}

/** The page that lists every event, and searches them. */
export function indexPage(events: readonly EventEntry[]): string {
  const fields = events.reduce((sum, event) => sum + event.fields.length, 0);
  return page(
    "Data dictionary",
    `<h1>Data dictionary</h1>
<p class="lead">${events.length} events with ${fields} fields. Each event is a table of the database <code>data_lake</code>.</p>
<label class="search" for="search">Search events and fields<input id="search" type="search" autocomplete="off" placeholder="email, payment, user_uuid &hellip;"></label>
<p id="found" role="status"></p>
<ul class="events">
${events.map(eventCard).join("\n")}
</ul>
<h2>How they get there</h2>
${lineage(["Producers", "Kinesis stream", "Deduplicator, or Firehose alone", "Curation job", "Tables of <code>data_lake</code>", "Readers"])}
<h2>Columns that every table has</h2>
${commonColumns()}
<h2>Further tables</h2>
<dl>
<dt><code>${UNCONTRACTED_TABLE}</code></dt><dd>Events whose name has no contract, with all their fields as JSON text in <code>payload</code>. Personal as a whole.</dd>
<dt><code>${QUARANTINE_TABLE}</code></dt><dd>What was rejected, as it was sent, with <code>reason</code> and <code>detail</code>. Personal as a whole.</dd>
</dl>
<script src="dictionary.js"></script>`,
  );
}

/** The page of one event. */
export function eventPage({ contract, fields, sample, query, readers }: EventEntry): string {
  const { name, title, description, table, version, owner } = contract;
  const roles = [...new Set(readers.map(({ reader }) => reader))];
  return page(
    `${title}: ${name}`,
    `<nav><a href="index.html">Data dictionary</a></nav>
<h1>${html(title)} <code>${html(name)}</code></h1>
<p class="lead">${html(description)}</p>
<dl class="facts">
<div><dt>Table</dt><dd><code>${html(table)}</code></dd></div>
<div><dt>Owner</dt><dd>${html(owner ?? "not said")}</dd></div>
<div><dt>Version</dt><dd>${version}</dd></div>
<div><dt>Person</dt><dd>${contract.subjectFields.length === 0 ? "none" : contract.subjectFields.map((field) => `<code>${html(field)}</code>`).join(", ")}</dd></div>
</dl>
<h2>Where it comes from and goes to</h2>
${lineage([
  html(owner ?? "Producers"),
  "Kinesis stream",
  "Deduplicator, or Firehose alone",
  `Raw files of <code>${html(table)}</code>`,
  "Curation job",
  `Table <code>${html(table)}</code>`,
  roles.length === 0 ? "No reader yet" : roles.map(html).join(", "),
])}
<h2>Fields</h2>
${fieldTable(fields)}
<details><summary>Columns that every table has</summary>${commonColumns()}</details>
<h2>Who may read it</h2>
${readerTable(readers)}
<h2>A query</h2>
<pre><code>${html(query)}</code></pre>
<p>It names every column. Leave out those that you may not read; <code>SELECT *</code> does so by itself.</p>
<h2>An event</h2>
<pre><code>${html(sample)}</code></pre>`,
  );
}

function eventCard({ contract, fields }: EventEntry): string {
  const { name, title, description, table, owner = "" } = contract;
  const words = [
    name,
    title,
    description,
    table,
    owner,
    ...fields.map(({ path, description: text }) => `${path} ${text}`),
  ];
  const personal = fields.filter(({ column, classification }) => column !== undefined && classification === "personal");
  return `<li data-words="${html(words.join(" ").toLowerCase())}">
<a href="${pageFile(name)}"><strong>${html(title)}</strong> <code>${html(name)}</code></a>
<p>${html(description)}</p>
<p class="small">${owner === "" ? "" : `${html(owner)} &middot; `}<code>${html(table)}</code> &middot; ${fields.filter(({ column }) => column !== undefined).length} fields${personal.length === 0 ? "" : `, <span class="together">${personal.length} ${badge("personal")}</span>`}</p>
<ul class="hits">${fields.map(({ path, description: text }) => `<li data-words="${html(`${path} ${text}`.toLowerCase())}" hidden><code>${html(path)}</code> ${html(text)}</li>`).join("")}</ul>
</li>`;
}

function fieldTable(fields: readonly FieldEntry[]): string {
  if (fields.length === 0) return "<p>None of its own.</p>";
  const rows = fields.map(({ path, column, type, description, required, classification, isSubject, example }) => {
    const named =
      column === undefined || column === path
        ? ""
        : `<br><span class="small">column <code>${html(column)}</code></span>`;
    return `<tr${column === undefined ? ' class="inner"' : ""}>
<th scope="row"><code>${html(path)}</code>${named}</th>
<td data-head="Type"><div>${html(type)}${required ? "" : ' <span class="small">optional</span>'}</div></td>
<td data-head="Means"><div>${html(description)}${isSubject ? ' <span class="small">The person whom the event is about.</span>' : ""}</div></td>
<td data-head="Classification"><div>${badge(classification)}</div></td>
${example === undefined ? "<td></td>" : `<td data-head="Example"><div><code>${html(shortened(example))}</code></div></td>`}
</tr>`;
  });
  return `<table class="cards"><thead><tr><th>Field</th><th>Type</th><th>Means</th><th>Classification</th><th>Example</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table>`;
}

function readerTable(readers: readonly ReaderEntry[]): string {
  if (readers.length === 0) return "<p>Nobody, in any environment.</p>";
  const rows = readers.map(
    ({ environment, reader, columns }) =>
      `<tr><th scope="row">${html(reader)}</th><td data-head="Environment"><div>${html(environment)}</div></td><td data-head="Reads"><div>${html(columns)}</div></td></tr>`,
  );
  return `<table class="cards"><thead><tr><th>Reader</th><th>Environment</th><th>Reads</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table>`;
}

function commonColumns(): string {
  const columns = [
    ...RAW_COLUMNS.filter(({ name }) => name !== "payload"),
    { name: "created_date", type: "date", comment: "Date of created_at in UTC: the table is partitioned by it" },
  ];
  return `<dl>${columns.map(({ name, type, comment }) => `<dt><code>${name}</code> <span class="small">${type}</span></dt><dd>${html(comment)}</dd>`).join("")}</dl>`;
}

/** @param stations as HTML */
function lineage(stations: readonly string[]): string {
  return `<ol class="lineage">${stations.map((station) => `<li>${station}</li>`).join("")}</ol>`;
}

function badge(classification: string): string {
  return `<span class="badge ${classification}">${classification}</span>`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<link rel="stylesheet" href="dictionary.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Shows the events in which every word is found, and of each the fields in which one is. */
const search = document.getElementById("search");
const found = document.getElementById("found");
const events = [...document.querySelectorAll(".events > li")];

function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const event of events) {
    event.hidden = !words.every((word) => event.dataset.words.includes(word));
    if (!event.hidden) count += 1;
    for (const field of event.querySelectorAll(".hits li")) {
      field.hidden = words.length === 0 || !words.some((word) => field.dataset.words.includes(word));
    }
  }
  found.textContent = words.length === 0 ? "" : `${count} of ${events.length} events`;
}

search.addEventListener("input", show);
// index.html#email is a search that can be sent to somebody.
search.value = decodeURIComponent(location.hash.slice(1));
show();

const { basename, sep } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

/** Files that deploy or run Spark for minutes, the longest first. A file that is not here is sorted as Jest sorts it. */
const LONGEST = [
  "demo",
  "switch-processing",
  "prod",
  "demo-staging",
  "curation-job",
  "chaos",
  "deployment",
  "demo-failures",
];

/**
 * Starts what takes longest first: a fresh checkout has no times of earlier runs, and a file of four minutes that starts
 * last is four minutes in which nothing else runs.
 */
class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.indexOf(basename(path, ".test.ts"));
      if (place >= 0 && path.includes(`${sep}integration${sep}`)) return place;
      return path.includes(`${sep}integration${sep}`) ? LONGEST.length : LONGEST.length + 1;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}

module.exports = LongestFirst;

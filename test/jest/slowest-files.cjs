const { relative } = require("node:path");

const SHOWN = 10;

/** Prints the files that took longest, beside each other as they ran. */
class SlowestFiles {
  onRunComplete(_contexts, { testResults }) {
    const slowest = testResults
      .map(({ testFilePath, perfStats }) => ({ file: relative(process.cwd(), testFilePath), ms: perfStats.runtime }))
      .sort((one, other) => other.ms - one.ms)
      .slice(0, SHOWN);
    const lines = slowest.map(({ file, ms }) => `${(ms / 1000).toFixed(0).padStart(6)} s  ${file}`);
    process.stderr.write(`\nSlowest files:\n${lines.join("\n")}\n`);
  }
}

module.exports = SlowestFiles;

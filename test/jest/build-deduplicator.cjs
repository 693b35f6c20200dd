/** Constructs ship the deduplicator as it was built: what is tested is the code as it stands. */
module.exports = () => {
  require("tsx/cjs");
  require("../../tools/build/function-bundle").buildDeduplicator();
};

/** dynalite in a process of its own, on a free port of the loopback interface, which it prints. In memory, gone at exit. */
const dynalite = require("dynalite");

const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
// The parent holds the other end: when it goes, however it goes, so does this.
process.stdin.on("end", () => process.exit(0)).resume();

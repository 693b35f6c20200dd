import "./alarms";
import "./amendments";
import "./crawler";
import "./creation-rules";
import "./delete-markers";
import "./deployed-function";
import "./function-rights";
import "./kinesis-client";
import "./kinesis-shard-splits";
import "./nothing-leaves";
import { START_TIMEOUT_MILLISECONDS, startShared, stopShared } from "./cloud-under-test";

// Its parts are files of their own; one cloud for all of them, because its start is the longest part of each.
beforeAll(startShared, START_TIMEOUT_MILLISECONDS);
afterAll(stopShared);

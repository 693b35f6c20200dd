import path from "node:path";
import type { PythonPackages } from "../installation/python-environment";

/** moto and all that it needs. */
export const MOTO_PACKAGES: PythonPackages = {
  name: "moto",
  requirements: path.join(__dirname, "requirements.txt"),
  program: "moto_server",
  variable: "EVENT_LAKE_MOTO_VENV",
};

export { checkInstallation, installOnce, runToEnd, type Environment, type Installation } from "./install-once";
export { checkPythonEnvironment, pythonEnvironment, type PythonPackages } from "./python-environment";

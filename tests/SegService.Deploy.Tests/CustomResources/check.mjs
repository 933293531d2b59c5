// Reads Kubernetes custom resources (a JSON array on standard input) and prints what their published models refuse, a line each.
// The TypeScript compiler finds unknown and missing fields and wrong types; the model's validator finds wrong patterns and ranges.
// Usage: node check.mjs <folder with node_modules>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const require = createRequire(join(folder, "check.mjs"));
const ts = require("typescript");

const packages = {
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api",
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

const moduleOf = ({ apiVersion, kind }) => `${packages[apiVersion.split("/")[0]]}/${apiVersion}/${kind}`;

function typeProblems(object) {
  const file = join(folder, "object.ts");
  const source = `import { I${object.kind} } from "${moduleOf(object)}";\nconst object: I${object.kind} = ${JSON.stringify(object)};\n`;
  const options = { module: ts.ModuleKind.NodeNext, noEmit: true, skipLibCheck: true, strict: true, types: [] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : read(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

async function valueProblems(object) {
  const model = (await import(pathToFileURL(join(folder, "node_modules", `${moduleOf(object)}.js`))))[object.kind];
  try {
    new model(object).validate();
    return [];
  } catch (error) {
    return [error.message];
  }
}

const problems = [];
for (const object of JSON.parse(readFileSync(0, "utf8"))) {
  for (const problem of [...typeProblems(object), ...(await valueProblems(object))]) {
    problems.push(`${object.kind} ${object.metadata.name}: ${problem}`);
  }
}
console.log(problems.join("\n"));

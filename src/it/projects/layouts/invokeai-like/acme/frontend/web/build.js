const fs = require("fs");
fs.mkdirSync("dist/assets", { recursive: true });
fs.writeFileSync("dist/index.html", "<h1>acme</h1>\n");
fs.writeFileSync("dist/assets/app.js", "export {};\n");

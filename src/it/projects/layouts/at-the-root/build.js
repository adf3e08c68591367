const fs = require("fs");
fs.mkdirSync("build", { recursive: true });
fs.writeFileSync("build/index.html", "<h1>acme</h1>\n");

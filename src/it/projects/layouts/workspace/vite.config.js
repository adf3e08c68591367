export default { build: { outDir: "src/acme/static" } };

export default { build: { outDir: "../acme/static" } };

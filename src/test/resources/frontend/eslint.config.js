export default [
  { ignores: ['dist/'] },
  { files: ['**/*.{js,mjs}'], rules: { 'no-unused-vars': 'warn' } },
];

// The Serverless CLI loads no TypeScript: serverless.yml reads through this file what the others here export.
const { require: load } = require('tsx/cjs/api');

module.exports = load('./stack.ts', __filename);

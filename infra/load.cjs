// The Serverless CLI loads no TypeScript, so serverless.yml reads through this file what the others of this folder export.
const { require: load } = require('tsx/cjs/api');

module.exports = load('./stack.ts', __filename);

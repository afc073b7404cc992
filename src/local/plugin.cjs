// Loads plugin.ts, because the Serverless CLI loads no TypeScript.
const { require: load } = require('tsx/cjs/api');

module.exports = load('./plugin.ts', __filename).Local;

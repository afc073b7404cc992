// The Serverless CLI loads no TypeScript: this is plugin.ts for it.
const { require: load } = require('tsx/cjs/api');

module.exports = load('./plugin.ts', __filename).Local;

// The Serverless CLI loads no TypeScript: this is template.ts for it.
const { require: load } = require('tsx/cjs/api');

module.exports = load('./template.ts', __filename).Template;

// What API Gateway is told of authorization and CORS (serverless.yml). Plain JavaScript, as the Serverless CLI reads no
// TypeScript; the settings are checked by the code that the functions run, so that a deploy with a fault ends here.
const { require: load } = require('tsx/cjs/api');

/** @throws an error whose text is the faults alone: the CLI shows the stack of any other. */
module.exports = async ({ resolveVariable }) => {
  const { httpApi } = load('../src/http/api-gateway.ts', __filename);
  const settings = await resolveVariable('self:custom.settings');
  try {
    return httpApi(settings);
  } catch (error) {
    if (error.name === 'SettingsError') error.stack = `\n${error.message}`;
    throw error;
  }
};

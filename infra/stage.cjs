// What serverless.yml knows of its stage: `settings` and `params`, as scripts/support/stage.ts reads them. Plain JavaScript, as
// the Serverless CLI reads no TypeScript.
const { require: load } = require('tsx/cjs/api');

module.exports = async ({ resolveVariable }) => {
  const { readStage } = load('../scripts/support/stage.ts', __filename);
  const stage = await resolveVariable('sls:stage');
  try {
    const { settings, params } = readStage(stage, process.env);
    return { settings, params: { [stage]: params } };
  } catch (error) {
    // The CLI shows the stack of an error; for what a person can mend, the faults alone.
    if (error.name === 'SettingsError') error.stack = `\n${error.message}`;
    throw error;
  }
};

// What serverless.yml knows of its stage: `settings` and `params`, as scripts/support/stage.ts reads them, and `tables`. Plain
// JavaScript, as the Serverless CLI reads no TypeScript.
const { require: load } = require('tsx/cjs/api');

module.exports = async ({ resolveVariable }) => {
  const { readStage } = load('../scripts/support/stage.ts', __filename);
  const stage = await resolveVariable('sls:stage');
  try {
    const { settings, params } = readStage(stage, process.env);
    // scripts/support/rounds.ts says why.
    const first = process.env.FIRST_DEPLOY ? { tableDeletionProtection: false } : {};
    return { settings, params: { [stage]: { ...params, ...first } }, tables: tables(settings) };
  } catch (error) {
    // The CLI shows the stack of an error; for what a person can mend, the faults alone.
    if (error.name === 'SettingsError') error.stack = `\n${error.message}`;
    throw error;
  }
};

/** By name: the table of a restore, or of the other region, is no resource of the stack. */
function tables({ TABLE_NAME, SERVED_TABLE }) {
  const names = [...new Set([TABLE_NAME, SERVED_TABLE])];
  const arn = (name) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${name}`,
  });
  return { arns: names.map(arn), indexArns: names.map((name) => arn(`${name}/index/listing`)) };
}

import db from 'dynalite/db/index.js';
import updateItem from 'dynalite/validations/updateItem.js';
import { startEngine } from '../../src/local/engine.ts';

// DynamoDB returns the item with a refused condition, which saves a read; dynalite does not. Here it does, so that
// handler and floor are measured by the calls that they make on AWS.
updateItem.types.ReturnValuesOnConditionCheckFailure = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
const { checkConditional } = db;
db.checkConditional = (request, item) => {
  const refusal = checkConditional(request, item);
  if (refusal && item && request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD') refusal.body.Item = item;
  return refusal;
};

const engine = await startEngine(process.argv[2]);
process.send?.(engine.endpoint);
process.once('disconnect', () => process.exit());

import { expect, test } from '@jest/globals';
import { packageStage } from '../support/packaged.ts';

const NOTHING = '';

test.each([
  ['prod', 'nobody to page', {}, 'alarmSubscriptions is empty'],
  ['prod', 'AUTH=none', { AUTH: 'none', alarmSubscriptions: ['x'] }, 'AUTH is none'],
  ['production', 'a name that says nothing', {}, 'The stage production has no default parameters'],
])('the Serverless CLI itself refuses %s with %s', async (stage, _, settings, told) => {
  await expect(packageStage(stage, settings, {}, NOTHING)).rejects.toThrow(told);
});

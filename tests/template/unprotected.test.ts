import { expect, test } from '@jest/globals';
import { packageStage } from '../support/packaged.ts';

const NOTHING = '';

test.each([
  ['prod', 'nobody to page', {}, 'alarmSubscriptions is empty'],
  ['prod', 'AUTH=none', { AUTH: 'none', alarmSubscriptions: ['x'] }, 'AUTH is none'],
  ['production', 'a name that says nothing', {}, 'Nobody said what the stage production is'],
])('the Serverless CLI itself refuses %s with %s', async (stage, _, settings, told) => {
  await expect(packageStage(stage, settings, {}, NOTHING)).rejects.toThrow(told);
});

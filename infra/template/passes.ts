import { arn, named, type Resources } from '../cloudformation.ts';
import { idOf } from '../functions.ts';

/** The functions that sign passes. */
const SIGNERS = ['requestStream', 'renewStream'];

/** The settings of a stage, as far as passes go by them. */
export interface PassSettings {
  readonly PASSES: string;
  readonly PASS_KEYS: string;
}

/**
 * Lets the functions that sign read the secret with the keys, and no other function. Without passes nothing changes.
 * @param resources of the template; changed in place
 */
export function allowKeys(resources: Resources, { PASSES, PASS_KEYS }: PassSettings): void {
  if (PASSES !== 'on') return;
  for (const name of SIGNERS) {
    const { Properties } = named(resources, `${idOf(name)}Role`, 'AWS::IAM::Role');
    Properties.Policies?.push({
      PolicyName: 'pass-keys',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['secretsmanager:GetSecretValue'],
            // Secrets Manager puts six characters behind the name.
            Resource: arn('secretsmanager', `secret:${PASS_KEYS}-??????`),
          },
        ],
      },
    });
  }
}

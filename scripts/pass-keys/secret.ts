import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { ScriptError } from '../support/run.ts';

/** A key as the secret has it: what the service reads, and when it was made and began to sign. */
const Key = z.object({
  kid: z.string(),
  key: z.string(),
  made: z.optional(z.iso.datetime()),
  signsSince: z.optional(z.iso.datetime()),
});
export type Key = z.output<typeof Key>;

const Keys = z.object({ keys: z.array(Key) });

/** The keys of a stage in Secrets Manager: the first signs. */
export interface Secret {
  readonly read: () => Promise<readonly Key[]>;
  readonly write: (keys: readonly Key[]) => Promise<void>;
}

export function secretOf(client: SecretsManagerClient, name: string): Secret {
  let isThere = false;
  return {
    read: async () => {
      try {
        const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: name }));
        isThere = true;
        return z.parse(Keys, JSON.parse(SecretString)).keys;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return [];
        if (error instanceof SyntaxError || error instanceof z.core.$ZodError) {
          throw new ScriptError(
            `The secret ${name} is not {"keys":[{"kid":"…","key":"…"}]}: correct it in Secrets Manager, or restore the version before.`,
          );
        }
        throw error;
      }
    },
    write: async (keys) => {
      const SecretString = JSON.stringify({ keys });
      const Description = 'Streamgate: the keys that sign passes (docs/passes.md)';
      if (isThere) await client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
      else await client.send(new CreateSecretCommand({ Name: name, Description, SecretString }));
      isThere = true;
    },
  };
}

import * as schemas from '../http/schemas.ts';
import { lease, user } from './examples.ts';
import { describe, registry } from './registry.ts';

/** Names and describes what a request has, and the parts that answers share with it. */
export function describeRequests(): void {
  registry.add(schemas.UserId, {
    id: 'UserId',
    description:
      'The id of a user, such as the `sub` of their tokens: printable ASCII. In a query, encode `+` as `%2B`.',
    examples: [user.id],
  });
  registry.add(schemas.StreamId, {
    id: 'StreamId',
    description: 'The id of a title or channel in your catalogue: printable ASCII without blanks.',
    examples: [lease.stream],
  });
  registry.add(schemas.SessionId, {
    id: 'SessionId',
    description: 'One playback on one player, and the key of its lease. The player chooses it, at random.',
    examples: [lease.session],
  });
  registry.add(schemas.Text, {
    id: 'Text',
    description: 'Printable characters, at least one of them visible.',
  });
  registry.add(schemas.Tags, {
    id: 'Tags',
    description: 'Properties of a stream, for policies: at most five, names and values have 1 to 32 of `a-z0-9-`.',
    examples: [{ quality: 'uhd' }],
  });
  registry.add(schemas.Watching, { description: 'The ids of the live streams, oldest first.' });

  describe(
    schemas.UserStatus,
    {
      id: 'UserStatus',
      description: 'The live streams of the user. Only the service writes it; expired leases are left out.',
    },
    {},
  );
  describe(schemas.Online, { id: 'Online', description: 'The live streams.' }, {});
  describe(
    schemas.OnlineStreams,
    { id: 'OnlineStreams', description: 'The live streams.' },
    { activeStreams: 'How many streams are live.' },
  );
  describe(
    schemas.Offline,
    { id: 'Offline', description: 'When the user last watched.' },
    { lastOnline: 'When the user last watched. Null while a stream is live, and if they never watched.' },
  );

  describe(
    schemas.CreateUser,
    { id: 'CreateUser', description: 'A new user.' },
    {
      id: 'By default, the service generates a UUID.',
      Name: 'The display name.',
      Subscription:
        'The plan. It sets the limit where the service has limits by plan. Case and white space do not matter.',
      limit:
        'How many streams this user may watch, whatever the plan says; `unlimited` is 20. By default, the plan decides.',
      Status: 'Ignored: only the service counts streams. So you may send a user as the service returned it.',
      blockedUntil: 'Ignored: only `revokestreams` sets and lifts blocks.',
    },
  );
  describe(
    schemas.UpdateUser,
    { id: 'UpdateUser', description: 'A change of a user: at least one property besides `id`.' },
    {
      Name: 'The display name.',
      Subscription: "The plan. Refused if the viewers' tokens name it.",
      limit: 'How many streams this user may watch, whatever the plan says. Null removes it; `unlimited` is 20.',
    },
  );
  describe(schemas.UserById, { id: 'UserById', description: 'One user.' }, {});
  describe(
    schemas.ListUsers,
    { id: 'ListUsers', description: 'Which users, and how many at once.' },
    {
      limit: 'Users per page.',
      cursor: 'The `cursor` of the previous page, with the same `subscription` and `online`.',
      subscription: 'Only users with this subscription. Case and white space do not matter.',
      online: '`true`: only users who are watching. `false`: only users who are not.',
    },
  );
  registry.add(schemas.Nothing, { id: 'Nothing', description: 'No parameters.' });
  describe(
    schemas.RequestStream,
    { id: 'RequestStream', description: 'Asks for a slot.' },
    {
      stream: 'The id of a title or channel.',
      session: 'The playback. By default it is the stream id; two players of one stream then share a slot.',
      device:
        'The name of the player, shown to viewers who must choose a stream to stop. The service never refuses it. It ' +
        'turns line breaks into blanks, removes invisible characters and those that change the direction of text, ' +
        'and cuts the name to 128 bytes of UTF-8.',
      replace:
        'The sessions to end if all slots are in use, in this order. The string `others` instead of a list ends all ' +
        'other sessions.',
      tags: 'Properties of the stream, for the policies. A session that starts again without tags keeps its tags.',
    },
  );
  describe(
    schemas.RenewStream,
    { id: 'RenewStream', description: 'Extends a lease.' },
    {
      stream: 'The new stream, after a change of channel. The slot stays.',
      tags: 'The new tags, which replace all tags of the lease. Without this field, the tags stay.',
    },
  );
  describe(schemas.StopStream, { id: 'StopStream', description: 'Gives a slot back.' }, {});
}

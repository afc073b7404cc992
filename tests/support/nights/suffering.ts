import type { Expected } from './evaluate.ts';
import { answer, answerAll, playersOf, stopAsking, unreachable } from './world.ts';

/** Nights on which viewers suffer. */
export const SUFFERING: readonly Expected[] = [
  {
    name: 'the table is away',
    happens: (world) => {
      answerAll(world, 503, 1);
      unreachable(world);
    },
    small: ['failing 3, health 3, outside 10, server-errors 3, starts 15, unavailable 3', 'outage 3, outside 10'],
    large: ['failing 3, health 3, outside 10, server-errors 3, starts 15, unavailable 3', 'outage 3, outside 10'],
  },
  {
    name: 'every start fails, no renewal does',
    happens: (world) => answer(world.starts, 500, 1),
    small: ['failing 3, server-errors 3, starts 15', 'outage 3'],
    large: ['failing 3, server-errors 3, starts 15', 'outage 3'],
  },
  {
    name: 'one renewal in sixteen fails',
    happens: (world) => answer(world.renewals, 500, 0.06),
    small: ['server-errors 3', 'viewers 3'],
    large: ['server-errors 3', 'viewers 3'],
  },
  {
    name: 'one renewal in a hundred and twenty is given up',
    happens: (world) => answer(world.renewals, 503, 0.008),
    small: ['error-budget 90', 'viewers 90'],
    large: ['error-budget 90, unavailable 3', 'viewers 3'],
  },
  {
    name: 'for hours, one renewal in a hundred and fifty ends in a 500',
    minutes: 240,
    happens: (world) => answer(world.renewals, 500, 0.0067),
    small: ['error-budget 90', 'viewers 90'],
    large: ['error-budget 90', 'viewers 90'],
  },
  {
    name: 'Lambda has no room for a tenth of the calls',
    happens: (world) => {
      world.lambdaThrottles = Math.round(playersOf(world).reduce((sum, { requests }) => sum + requests, 0) * 0.1);
      answerAll(world, 503, 0.1);
    },
    small: ['function-throttles 3, server-errors 3, unavailable 3', 'viewers 3'],
    large: ['function-throttles 3, server-errors 3, unavailable 3', 'viewers 3'],
  },
  {
    name: "nobody's token is taken",
    happens: (world) => answerAll(world, 401, 1),
    small: ['logins 3, starts 15', 'outage 3'],
    large: ['logins 3, starts 15', 'outage 3'],
  },
  {
    name: 'every start gets 401, old tokens still renew',
    happens: (world) => answer(world.starts, 401, 1),
    small: ['logins 3, starts 15', 'outage 3'],
    large: ['logins 3, starts 15', 'outage 3'],
  },
  {
    name: 'every start gets 403 for a missing scope',
    happens: (world) => answer(world.starts, 403, 1),
    small: ['logins 3, starts 15', 'outage 3'],
    large: ['logins 3, starts 15', 'outage 3'],
  },
  {
    name: 'every renewal is told that its stream has ended',
    happens: (world) => answer(world.renewals, 410, 1),
    small: ['ended 3', 'outage 3'],
    large: ['ended 3', 'outage 3'],
  },
  {
    name: 'four of five starts are denied',
    happens: (world) => answer(world.starts, 409, 0.8),
    small: ['denials 15, starts 15', 'viewers 15'],
    large: ['denials 15, starts 15', 'viewers 15'],
  },
  {
    name: 'starts take three seconds',
    happens: (world) => {
      world.latency = 3000;
    },
    small: ['latency 3', 'viewers 3'],
    large: ['latency 3', 'viewers 3'],
  },
  {
    name: 'the apps cannot log in, and start nothing',
    happens: (world) => {
      world.starts = { requests: 0, answers: {} };
    },
    small: ['starts 15', 'viewers 15'],
    large: ['starts 15', 'viewers 15'],
  },
  {
    name: 'nothing reaches the API',
    happens: (world) => {
      stopAsking(world);
      unreachable(world);
    },
    small: ['health 3, outside 10, starts 15', 'outage 3, outside 10'],
    large: ['health 3, outside 10, starts 15', 'outage 3, outside 10'],
  },
  {
    name: 'the firewall blocks everybody',
    happens: (world) => {
      world.lostAtEdge = playersOf(world).reduce((sum, { requests }) => sum + requests, 0);
      stopAsking(world);
    },
    small: ['edge-blocks 3, starts 15', 'outage 3'],
    large: ['edge-blocks 3, starts 15', 'outage 3'],
  },
  {
    name: 'the region is gone, and its CloudWatch',
    regionGone: true,
    happens: (world) => {
      stopAsking(world);
      unreachable(world);
    },
    small: ['outside 10', 'outside 10'],
    large: ['outside 10', 'outside 10'],
  },
  {
    name: 'denials for two thirds of an hour, and then an outage',
    happens: (world, minute) => {
      answer(world.starts, 409, 0.8);
      if (minute < 40) return;
      answerAll(world, 503, 1);
      unreachable(world);
    },
    small: [
      'denials 15, failing 43, health 43, outside 50, server-errors 43, starts 15, unavailable 43',
      'viewers 15, outage 43, outside 50',
    ],
    large: [
      'denials 15, failing 43, health 43, outside 50, server-errors 43, starts 15, unavailable 43',
      'viewers 15, outage 43, outside 50',
    ],
  },
];

import type { Expected } from './evaluate.ts';
import { answer, answerAll, playersOf, stopAsking } from './world.ts';

/** Evenings on which nobody may be called. */
export const QUIET: readonly Expected[] = [
  {
    name: 'an ordinary evening',
    happens: () => undefined,
    small: ['', ''],
    large: ['', ''],
  },
  {
    name: 'a fight that ten times as many watch',
    happens: (world) => {
      for (const asked of playersOf(world)) asked.requests *= 10;
      answer(world.starts, 409, 0.15);
    },
    small: ['', ''],
    large: ['', ''],
  },
  {
    name: 'a few errors within an hour',
    happens: (world, minute) => minute % 20 === 0 && answer(world.starts, 500, 0.05),
    small: ['', ''],
    large: ['', ''],
  },
  {
    name: 'a twentieth of the tokens has just expired',
    happens: (world) => answerAll(world, 401, 0.05),
    small: ['', ''],
    large: ['', ''],
  },
  {
    name: 'one player tries a bad token twice a minute, at a dead hour',
    usually: stopAsking,
    happens: (world) => {
      world.starts = { requests: 2, answers: { 401: 2 } };
    },
    small: ['', ''],
    large: ['', ''],
  },
  {
    name: 'a flood at the firewall, as large as a third of all',
    happens: (world) => {
      world.lostAtEdge = world.renewals.requests / 3;
    },
    small: ['', ''],
    large: ['', ''],
  },
];

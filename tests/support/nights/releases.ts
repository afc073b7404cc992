import type { Expected } from './evaluate.ts';
import { answer, release } from './world.ts';

/** Releases that must go back: a tenth of the calls are the new version's. */
export const RELEASES: readonly Expected[] = [
  {
    name: 'it denies a twentieth of the starts wrongly',
    silent: 'a tenth of forty calls a minute is too few to judge by: the check before any traffic is all there is',
    happens: (world) => release(world, { denies: 0.05 }),
    small: ['', ''],
    large: ['release-requestStream-denies 2', ''],
  },
  {
    name: 'it denies two in five starts wrongly',
    silent: 'a tenth of forty calls a minute is too few to judge by: the check before any traffic is all there is',
    happens: (world) => release(world, { denies: 0.4 }),
    small: ['', ''],
    large: ['release-requestStream-denies 2', ''],
  },
  {
    name: 'it answers every renewal with 410',
    silent: 'a tenth of forty calls a minute is too few to judge by: the check before any traffic is all there is',
    happens: (world) => release(world, { ends: 1 }),
    small: ['', ''],
    large: ['release-renewStream-ends 2', ''],
  },
  {
    name: 'it crashes one call in ten',
    silent: 'a tenth of forty calls a minute is too few to judge by: the check before any traffic is all there is',
    happens: (world) => release(world, { crashes: 0.1 }),
    small: ['', ''],
    large: ['release-renewStream 2, release-requestStream 2', ''],
  },
  {
    name: 'it takes two seconds for a call',
    happens: (world) => release(world, { slow: 2000 }),
    small: ['release-renewStream-slow 2, release-requestStream-slow 2', ''],
    large: ['release-renewStream-slow 2, release-requestStream-slow 2', ''],
  },
  {
    name: 'it is as good as the old one, on a night of many denials',
    usually: (world) => answer(world.starts, 409, 0.3),
    happens: (world) => release(world, {}),
    small: ['', ''],
    large: ['', ''],
  },
];

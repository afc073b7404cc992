import type { Tags } from '../../../src/domain/user.ts';
import { HABITS } from './habits.ts';

/**
 * What a viewing is, for policies: its quality, the kind of its device, and the network that it comes from.
 * @param index of the device in its household: the first is the television
 */
export function kindOf(index: number, household: string, random: () => number): Tags {
  const { uhd, away } = HABITS.kinds;
  const isTelevision = index === 0;
  return {
    device: isTelevision ? 'tv' : 'mobile',
    quality: isTelevision && random() < uhd ? 'uhd' : 'hd',
    network: !isTelevision && random() < away ? `away-${index}` : household,
  };
}

import type { World } from './talk.ts';

/**
 * The channel can be believed when it says who writes (law 11). Where the sender can be forged it cannot; a brief talk has
 * no room for what people of the ISP do, and is for prospects only.
 */
export const isBelieved = ({ isForgeable, isBrief }: World): boolean => !isForgeable && !isBrief;

/** The world without what cannot be believed: nobody of the ISP writes there, and every phone is a claim. */
export function believed(world: World): World {
  if (isBelieved(world)) return world;
  return {
    ...world,
    person: null,
    attestedPhone: null,
    senderPhone: world.senderPhone ?? world.attestedPhone,
  };
}

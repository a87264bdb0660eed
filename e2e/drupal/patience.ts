/**
 * How long anything may take that a story waits for, in milliseconds: the time of a machine that others use too, and no
 * bound of the product, which is written down as a figure instead.
 */
export const patienceMs = 60_000;

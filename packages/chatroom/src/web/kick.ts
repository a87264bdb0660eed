/** A kick is a ban that is soon over; as long as Drupal’s command /kick has it. */
export const kickSeconds = 300;

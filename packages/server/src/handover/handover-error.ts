/** Why a successor did not take over; the process that asked it to goes on. */
export class HandoverError extends Error {
  override readonly name = 'HandoverError';
  readonly code = 'HANDOVER';
}

/** A command line that can't be carried out, or a call that the server refused. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Why an attempt failed, whatever was thrown, as a text that every database takes: PostgreSQL has none with NUL. */
export function failureReason(error: unknown): string {
  const reason = error instanceof Error ? error.message : error;
  const text = typeof reason === 'object' && reason !== null ? 'something that is no error' : String(reason);
  return text.replaceAll('\0', '');
}

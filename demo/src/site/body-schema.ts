/** JSON schema of an object that has these members and no others. */
export function shape(properties: Record<string, object>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

/** JSON schema of a text that isn't empty. */
export function text(maxLength: number): object {
  return { type: 'string', minLength: 1, maxLength };
}

/** Columns that recur in Drupal's tables. */
export const id = { type: 'int', isUnsigned: true } as const;
export const optionalId = { type: 'int', isUnsigned: true, isNullable: true } as const;
export const serial = { type: 'serial', isUnsigned: true } as const;
export const int = { type: 'int' } as const;
export const zero = { type: 'int', default: 0 } as const;
export const unsignedZero = { type: 'int', isUnsigned: true, default: 0 } as const;
export const optionalInt = { type: 'int', isNullable: true } as const;
export const text = { type: 'text' } as const;
export const optionalText = { type: 'text', isNullable: true } as const;
export const blob = { type: 'blob' } as const;
export const optionalBlob = { type: 'blob', isNullable: true } as const;
export const langcode = { type: 'varchar', length: 12 } as const;
export const optionalLangcode = { type: 'varchar', length: 12, isNullable: true } as const;
export const uuid = { type: 'varchar', length: 128, ignoresCase: true } as const;

/** A varchar whose default is the empty string. */
export const name = <const L extends number>(length: L) =>
  ({ type: 'varchar', length, default: '' }) as const;

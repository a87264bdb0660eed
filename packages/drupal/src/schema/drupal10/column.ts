/** Columns that recur in Drupal's tables. */
export const id = { type: 'int', isUnsigned: true } as const;
export const optionalId = { type: 'int', isUnsigned: true, isNullable: true } as const;
export const serial = { type: 'serial', isUnsigned: true } as const;
export const int = { type: 'int' } as const;
export const zero = { type: 'int', default: 0 } as const;
export const tinyZero = { ...zero, size: 'tiny' } as const;
export const bigZero = { ...zero, size: 'big' } as const;
export const tiny = { ...int, size: 'tiny' } as const;
export const unsignedZero = { type: 'int', isUnsigned: true, default: 0 } as const;
export const optionalInt = { type: 'int', isNullable: true } as const;
export const optionalTiny = { ...optionalInt, size: 'tiny' } as const;
export const text = { type: 'text', size: 'big' } as const;
export const optionalText = { ...text, isNullable: true } as const;
export const blob = { type: 'blob' } as const;
export const optionalBlob = { type: 'blob', isNullable: true } as const;
export const langcode = { type: 'varchar', length: 12, isAscii: true } as const;
export const optionalLangcode = { ...langcode, isNullable: true } as const;
export const uuid = { type: 'varchar', length: 128, isAscii: true, ignoresCase: true } as const;

/** A varchar whose default is the empty string. */
export const name = <const L extends number>(length: L) =>
  ({ type: 'varchar', length, isAscii: true, default: '' }) as const;

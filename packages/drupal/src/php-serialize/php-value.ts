/** A PHP object as plain data; its class is never looked up, nothing is instantiated. */
export class PhpObject {
  readonly className: string;
  /** By bare name; a second private property of that name (of a parent class) as `Class::name`. */
  readonly properties: Map<string, PhpValue> = new Map();

  constructor(className: string) {
    this.className = className;
  }
}

/** A case of a PHP enum. */
export class PhpEnum {
  readonly className: string;
  readonly caseName: string;

  constructor(className: string, caseName: string) {
    this.className = className;
    this.caseName = caseName;
  }
}

/** An object that wrote itself (PHP's `C:` form); only its class can understand the bytes. */
export class PhpCustomObject {
  readonly className: string;
  readonly bytes: Buffer;

  constructor(className: string, bytes: Buffer) {
    this.className = className;
    this.bytes = bytes;
  }
}

/** Makes the encoder write a float where JavaScript's number would pass for an int. */
export class PhpFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Key of a PHP array; `bigint` beyond 2^53, `Buffer` when it is not UTF-8. */
export type PhpKey = number | bigint | string | Buffer;

/** PHP array whose keys are not just 0..n-1; a Map keeps the order and has no prototype to poison. */
export type PhpMap = Map<PhpKey, PhpValue>;

/** Decoded PHP value; ints beyond 2^53 are `bigint`, strings that are not UTF-8 are `Buffer`. */
export type PhpValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Buffer
  | PhpValue[]
  | PhpMap
  | PhpObject
  | PhpEnum
  | PhpCustomObject;

/** What the encoder writes: data only, never an object. */
export type PhpInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PhpFloat
  | readonly PhpInput[]
  | ReadonlyMap<PhpKey, PhpInput>
  | { readonly [key: string]: PhpInput };

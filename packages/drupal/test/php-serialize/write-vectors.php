<?php

/**
 * Writes vectors/php.json: what PHP's own serialize() and session_encode() make of values, and those values.
 *
 * Run: php test/php-serialize/write-vectors.php
 */

declare(strict_types=1);

namespace Vectors;

enum Suit: string {
  case Hearts = 'h';
}

class Ancestor {
  private string $secret = 'of the ancestor';
  protected int $inherited = 1;
}

final class Thing extends Ancestor {
  public string $name = 'thing';
  protected ?string $note = NULL;
  private string $secret = "of the thing \0 with a NUL";
}

final class Wakes {
  public function __construct(public array $data = ['a' => 1]) {}
  public function __serialize(): array {
    return ['data' => $this->data, 5 => 'five'];
  }
  public function __unserialize(array $data): void {}
}

final class Link {
  public ?Link $next = NULL;
  public int $number = 0;
}

// The old interface is what writes the form C:.
@eval('namespace Vectors; final class Old implements \Serializable {
  public function serialize() { return "{own \0 bytes}"; }
  public function unserialize($data) {}
}');

/** A value in a form that JSON can carry without loss. */
function describe(mixed $value): mixed {
  return match (TRUE) {
    $value === NULL, is_bool($value) => $value,
    is_float($value) && is_nan($value) => ['number' => 'NAN'],
    is_int($value) && abs($value) > 2 ** 53 - 1 => ['int' => (string) $value],
    is_int($value), is_float($value) => ['number' => bin2hex(pack('E', $value))],
    is_string($value) => ['string' => base64_encode($value)],
    is_array($value) => ['array' => pairs($value)],
    $value instanceof \UnitEnum => ['enum' => $value::class, 'case' => $value->name],
    $value instanceof Wakes => ['object' => $value::class, 'properties' => properties($value->__serialize())],
    $value instanceof Old => ['custom' => $value::class, 'bytes' => base64_encode($value->serialize())],
    default => ['object' => $value::class, 'properties' => properties(bareNames((array) $value))],
  };
}

function pairs(array $array): array {
  return array_map(fn ($key, $item) => [describe($key), describe($item)], array_keys($array), $array);
}

/** Properties have names, even where an array would have ints. */
function properties(array $array): array {
  return array_map(fn ($key, $item) => [describe((string) $key), describe($item)], array_keys($array), $array);
}

/** Properties by bare name; a second one of the same name as Class::name. */
function bareNames(array $properties): array {
  $named = [];
  foreach ($properties as $key => $value) {
    $parts = explode("\0", (string) $key);
    $name = end($parts);
    $named[array_key_exists($name, $named) ? "$parts[1]::$name" : $name] = $value;
  }
  return $named;
}

$shared = new Link();
$shared->number = 7;
$scalar = 'seen twice';
$late = 'behind an object seen twice';
$inner = ['x' => 1];

$values = [
  'null' => NULL,
  'true' => TRUE,
  'false' => FALSE,
  'zero' => 0,
  'negative int' => -42,
  'largest safe int' => 2 ** 53 - 1,
  'int beyond 2^53' => 2 ** 53 + 1,
  'largest int' => PHP_INT_MAX,
  'smallest int' => PHP_INT_MIN,
  'float' => 0.1,
  'whole float' => 1.0,
  'negative zero' => -0.0,
  'float 1e15' => 1e15 + 0.5,
  'float 1e17' => 1e17,
  'float 1.5e300' => 1.5e300,
  'float 1e-4' => 0.0001,
  'float 1e-5' => 0.00001,
  'float 1.25e-7' => 1.25e-7,
  'smallest float' => 5e-324,
  'largest float' => PHP_FLOAT_MAX,
  'pi' => M_PI,
  'infinity' => INF,
  'minus infinity' => -INF,
  'not a number' => NAN,
  'empty string' => '',
  'ascii' => 'Hello',
  'utf-8' => "Grüße, 世界 \u{1F600}",
  'quotes and braces' => 'a";s:1:"b";}{i:0;',
  'NUL in a string' => "a\0b",
  'not utf-8' => "\xff\xfe\x00\x80",
  'empty array' => [],
  'list' => ['a', 'b', 3],
  'map' => ['uid' => '1', 'check_logged_in' => TRUE],
  'int keys out of order' => [1 => 'b', 0 => 'a'],
  'gap in keys' => [0 => 'a', 2 => 'c'],
  'negative key' => [-1 => 'a'],
  'mixed keys' => [0 => 'a', 'x' => 'b', 1 => 'c'],
  'int beyond 2^53 as key' => [PHP_INT_MAX => 'x'],
  'key that looks like an int' => ['05' => 'a', '-0' => 'b', '5' => 'c'],
  'key that is not utf-8' => ["\xff" => 1],
  'keys of JavaScript' => ['__proto__' => ['polluted' => TRUE], 'constructor' => 1, 'toString' => 2],
  'nested' => ['a' => ['b' => ['c' => [1, 2, [3]]]]],
  'object' => new Thing(),
  'object of a nameless class' => (object) ['a' => 1, '5' => 'five'],
  'object with __serialize' => new Wakes(),
  'object that writes itself' => new Old(),
  'enum' => Suit::Hearts,
  'enum in an array' => [Suit::Hearts, Suit::Hearts],
  'same object twice' => [$shared, $shared, 'after'],
  'reference to a scalar' => [&$scalar, &$scalar, 'after'],
  'reference to an array' => [&$inner, 'between', &$inner],
  'reference behind an object seen twice' => [$shared, $shared, &$late, &$late],
  'references behind each other' => ['o' => $shared, 's' => &$scalar, 'again' => &$scalar, 'o2' => $shared, 'last' => $shared],
];

$vectors = [];
foreach ($values as $name => $value) {
  $bytes = serialize($value);
  $vectors[] = ['name' => $name, 'bytes' => base64_encode($bytes), 'value' => describe($value)];
}

$payloads = [
  'logged in' => [
    '_sf2_attributes' => ['uid' => '7', 'check_logged_in' => TRUE],
    '_sf2_meta' => ['u' => 1700000000, 'c' => 1700000000, 'l' => 2000000, 's' => 'seed'],
  ],
  'anonymous with a message' => [
    '_sf2_attributes' => [],
    '_symfony_flashes' => ['status' => ['A "quoted"; _sf2_attributes|a:1:{s:3:"uid";s:1:"1";}']],
  ],
  'object shared between keys' => ['first' => $shared, 'second' => ['same' => $shared], 'third' => $shared],
  'nothing' => [],
];
$sessions = [];
foreach (['php', 'php_serialize'] as $handler) {
  ini_set('session.serialize_handler', $handler);
  ini_set('session.use_cookies', '0');
  ini_set('session.cache_limiter', '');
  session_start(['save_path' => sys_get_temp_dir()]);
  foreach ($payloads as $name => $payload) {
    $_SESSION = $payload;
    $sessions[] = [
      'name' => "$name ($handler)",
      'bytes' => base64_encode((string) session_encode()),
      'value' => pairs($payload),
    ];
  }
  $_SESSION = [];
  session_destroy();
}

file_put_contents(
  __DIR__ . '/vectors/php.json',
  json_encode(['php' => PHP_VERSION, 'values' => $vectors, 'sessions' => $sessions], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES) . "\n",
);

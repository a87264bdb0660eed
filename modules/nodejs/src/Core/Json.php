<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * The one way in which this module writes and reads JSON.
 *
 * Slashes and Unicode stay readable and floats keep their shortest form, so the
 * same claims give the same bytes as JSON.stringify() in Node. A broken byte
 * sequence (a log line, a file name) becomes U+FFFD: a message that arrives
 * marked is worth more than one that is lost.
 */
final class Json {

  /**
   * Encodes a value.
   *
   * @throws \JsonException
   *   When the value can't be expressed (recursion, INF, a resource).
   */
  public static function encode(mixed $value): string {
    return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS | JSON_INVALID_UTF8_SUBSTITUTE);
  }

  /**
   * Decodes a JSON object; anything else gives NULL.
   *
   * @return array<string, mixed>|null
   *   Its members, objects inside as arrays.
   */
  public static function decodeObject(string $json): ?array {
    $value = json_decode($json, FALSE, 64, JSON_INVALID_UTF8_SUBSTITUTE);
    if (!$value instanceof \stdClass) {
      return NULL;
    }
    $members = [];
    foreach ((array) json_decode($json, TRUE, 64, JSON_INVALID_UTF8_SUBSTITUTE) as $name => $member) {
      $members[(string) $name] = $member;
    }
    return $members;
  }

}

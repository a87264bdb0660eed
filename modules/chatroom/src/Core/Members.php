<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * The members of a JSON object, read by type.
 */
final class Members {

  /**
   * Holds them.
   *
   * @param array<array-key, mixed> $members
   *   By name.
   */
  private function __construct(
    private readonly array $members,
  ) {}

  /**
   * Reads an object; NULL for anything else.
   */
  public static function of(mixed $value): ?self {
    return is_array($value) && ($value === [] || !array_is_list($value)) ? new self($value) : NULL;
  }

  /**
   * Whether there is such a member.
   */
  public function has(string $name): bool {
    return isset($this->members[$name]);
  }

  /**
   * An object.
   */
  public function object(string $name): ?self {
    return self::of($this->members[$name] ?? NULL);
  }

  /**
   * A text; NULL for anything else.
   */
  public function text(string $name, ?string $default = NULL): ?string {
    $value = $this->members[$name] ?? $default;
    return is_string($value) ? $value : NULL;
  }

  /**
   * A number of 0 or more; NULL for anything else.
   */
  public function number(string $name, ?int $default = NULL): ?int {
    $value = $this->members[$name] ?? $default;
    return is_int($value) && $value >= 0 ? $value : NULL;
  }

  /**
   * Whether a member is true.
   */
  public function flag(string $name): bool {
    return ($this->members[$name] ?? NULL) === TRUE;
  }

  /**
   * Numbers of 1 or more, none where they aren't named; NULL for anything else.
   *
   * @return list<int>|null
   *   The numbers.
   */
  public function numbers(string $name): ?array {
    $values = $this->members[$name] ?? [];
    if (!is_array($values)) {
      return NULL;
    }
    $numbers = array_values(array_filter($values, static fn (mixed $value): bool => is_int($value) && $value > 0));
    /** @var list<int> $numbers */
    return count($numbers) === count($values) ? $numbers : NULL;
  }

}

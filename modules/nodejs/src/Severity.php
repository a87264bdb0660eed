<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Extension\Requirement\RequirementSeverity;

/**
 * Severities of the status report as this version of Drupal wants them.
 */
final class Severity {

  /**
   * What Drupal 10 calls REQUIREMENT_*; only the status report loads those.
   */
  private const NUMBERS = ['Info' => -1, 'OK' => 0, 'Warning' => 1, 'Error' => 2];

  /**
   * A severity.
   *
   * @param string $name
   *   "OK", "Info", "Warning" or "Error".
   */
  public static function of(string $name): RequirementSeverity|int {
    return enum_exists(RequirementSeverity::class)
      ? constant(RequirementSeverity::class . '::' . $name)
      : self::NUMBERS[$name];
  }

}

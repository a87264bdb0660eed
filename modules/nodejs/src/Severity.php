<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Extension\Requirement\RequirementSeverity;

/**
 * Severities of the status report as this version of Drupal wants them.
 */
final class Severity {

  /**
   * A severity.
   *
   * @param string $name
   *   "OK", "Info", "Warning" or "Error".
   */
  public static function of(string $name): RequirementSeverity|int {
    return enum_exists(RequirementSeverity::class)
      ? constant(RequirementSeverity::class . '::' . $name)
      : constant('REQUIREMENT_' . strtoupper($name));
  }

}

<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * Why a wish isn't fulfilled, by the codes of docs/errors.md.
 */
final class Refusal {

  public const UNKNOWN_ROOM = 1404;
  public const UNKNOWN_LINE = 1405;
  public const TOO_MANY_REACTIONS = 1406;
  public const NOT_ALLOWED = 1407;
  public const CLIENT_ID_TAKEN = 1409;
  public const UNKNOWN_FILE = 1410;
  public const BY_SITE = 1415;
  public const UNAVAILABLE = 1500;

  /**
   * Names the reason.
   *
   * @param int $code
   *   One of the constants.
   * @param string $message
   *   A sentence for the author; the push server has its own for all codes but
   *   the site's.
   */
  public function __construct(
    public readonly int $code,
    public readonly string $message = '',
  ) {}

}

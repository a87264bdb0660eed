<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Ends rights in a way that outlives a server that is away.
 */
interface Revoker {

  /**
   * Revokes.
   */
  public function add(Revocation ...$revocations): void;

}

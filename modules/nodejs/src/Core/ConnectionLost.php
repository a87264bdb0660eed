<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * A connection ended before the first byte of an answer.
 *
 * @internal
 */
final class ConnectionLost extends \RuntimeException {}

<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * A key or address is missing or too weak to be used.
 */
final class InvalidSettings extends \RuntimeException implements Failure {}

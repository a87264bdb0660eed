<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * The push server gave no HTTP answer in time.
 */
final class ServerUnreachable extends \RuntimeException implements Failure {}

<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Anything that keeps real-time from working; a page goes on without it.
 *
 * Code that talks to the push server catches this one type: the settings are
 * incomplete, the server is away, or it refused.
 */
interface Failure extends \Throwable {}

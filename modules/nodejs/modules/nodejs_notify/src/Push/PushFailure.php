<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Push;

/**
 * A device can't be reached as things stand.
 */
final class PushFailure extends \RuntimeException {

}

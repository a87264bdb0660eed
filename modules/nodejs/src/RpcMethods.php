<?php

declare(strict_types=1);

namespace Drupal\nodejs;

/**
 * Marks a service whose methods answer calls of browsers.
 *
 * A service without `autoconfigure: true` needs the tag `nodejs.rpc` besides.
 *
 * @see \Drupal\nodejs\Attribute\Rpc
 */
interface RpcMethods {

}

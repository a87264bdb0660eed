<?php

declare(strict_types=1);

namespace Drupal\nodejs\Attribute;

/**
 * Makes a method of a service answer calls of browsers: `Drupal.nodejs.rpc()`.
 *
 * The service implements \Drupal\nodejs\RpcMethods. The method gets the call's
 * data, unchecked, and the caller; \Drupal::currentUser() is the caller's user
 * while it runs. What it returns is the answer; a Refusal is told the caller,
 * any other exception is logged and makes the caller try again.
 *
 * @see \Drupal\nodejs\Core\Caller
 * @see \Drupal\nodejs\Core\Refusal
 */
#[\Attribute(\Attribute::TARGET_METHOD | \Attribute::IS_REPEATABLE)]
final class Rpc {

  /**
   * Names the method.
   *
   * @param string $method
   *   For example "shop.stock". The push server's `backend.rpc` must list it,
   *   or what stands before its first dot.
   */
  public function __construct(
    public readonly string $method,
  ) {}

}

<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\Caller;
use Psr\Container\ContainerInterface;

/**
 * The methods of services that answer browsers.
 */
final class RpcRegistry {

  /**
   * Keeps the methods.
   *
   * @param array<string, array{string, string}> $methods
   *   Service and method by the name of the call.
   * @param \Psr\Container\ContainerInterface $services
   *   The services.
   */
  public function __construct(
    private readonly array $methods,
    private readonly ContainerInterface $services,
  ) {}

  /**
   * Whether there is a method for this call.
   */
  public function has(string $method): bool {
    return isset($this->methods[$method]);
  }

  /**
   * Lets the method answer.
   *
   * @throws \Drupal\nodejs\Core\Refusal
   *   As the method says.
   */
  public function call(string $method, mixed $data, Caller $caller): mixed {
    [$service, $function] = $this->methods[$method];
    return $this->services->get($service)->$function($data, $caller);
  }

}

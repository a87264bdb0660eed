<?php

declare(strict_types=1);

namespace Drupal\nodejs\Plugin;

use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * Wires a plugin by the types of its constructor's further parameters.
 *
 * Drupal 11 does so by itself, Drupal 10 doesn't.
 */
trait AutowiredPlugin {

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container, array $configuration, $plugin_id, $plugin_definition, mixed ...$given): static {
    // Plugins of some kinds, as those of migrations, are given one thing more.
    $services = [];
    foreach (array_slice((new \ReflectionMethod(static::class, '__construct'))->getParameters(), 3 + count($given)) as $parameter) {
      $services[] = $container->get((string) $parameter->getType());
    }
    return new static($configuration, $plugin_id, $plugin_definition, ...array_values($given), ...$services);
  }

}

<?php

declare(strict_types=1);

namespace Drupal\nodejs\DependencyInjection;

use Drupal\nodejs\Attribute\Rpc;
use Drupal\nodejs\RpcRegistry;
use Symfony\Component\DependencyInjection\Compiler\CompilerPassInterface;
use Symfony\Component\DependencyInjection\ContainerBuilder;
use Symfony\Component\DependencyInjection\Exception\InvalidArgumentException;
use Symfony\Component\DependencyInjection\Reference;

/**
 * Finds the methods that answer browsers, once, when the container is built.
 */
final class RpcPass implements CompilerPassInterface {

  /**
   * The tag of services that have such methods.
   */
  public const TAG = 'nodejs.rpc';

  /**
   * {@inheritdoc}
   */
  public function process(ContainerBuilder $container): void {
    $methods = [];
    foreach (array_keys($container->findTaggedServiceIds(self::TAG)) as $id) {
      $class = $container->getReflectionClass($container->getDefinition($id)->getClass() ?? $id);
      foreach ($class?->getMethods(\ReflectionMethod::IS_PUBLIC) ?? [] as $method) {
        foreach ($method->getAttributes(Rpc::class) as $attribute) {
          $name = $attribute->newInstance()->method;
          if (isset($methods[$name])) {
            throw new InvalidArgumentException(sprintf('Two methods answer "%s": %s and %s::%s().', $name, implode('::', $methods[$name]) . '()', $id, $method->getName()));
          }
          $methods[$name] = [$id, $method->getName()];
        }
      }
    }
    $container->getDefinition(RpcRegistry::class)->setArguments([$methods, new Reference('service_container')]);
  }

}

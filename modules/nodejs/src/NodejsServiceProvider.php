<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\Core\DependencyInjection\ServiceProviderBase;
use Drupal\nodejs\DependencyInjection\RpcPass;

/**
 * Collects what other modules' services answer.
 */
final class NodejsServiceProvider extends ServiceProviderBase {

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    $container->registerForAutoconfiguration(RpcMethods::class)->addTag(RpcPass::TAG);
    $container->addCompilerPass(new RpcPass());
  }

}

<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\Core\DependencyInjection\ServiceProviderBase;
use Drupal\nodejs\DependencyInjection\RpcPass;
use Drupal\nodejs\Live\LiveSource;

/**
 * Collects what other modules' services answer.
 */
final class NodejsServiceProvider extends ServiceProviderBase {

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    $container->registerForAutoconfiguration(RpcMethods::class)->addTag(RpcPass::TAG);
    $container->registerForAutoconfiguration(LiveSource::class)->addTag('nodejs.live_source');
    $container->addCompilerPass(new RpcPass());
  }

}

<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\Derivative;

use Drupal\chatroom\Routing\GroupRoutes;
use Drupal\Component\Plugin\Derivative\DeriverBase;
use Drupal\Core\Plugin\Discovery\ContainerDeriverInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * A tab to its room on the pages of each group.
 */
final class GroupTask extends DeriverBase implements ContainerDeriverInterface {

  use StringTranslationTrait;

  public function __construct(
    private readonly GroupRoutes $routes,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container, $base_plugin_id): self {
    return new self(GroupRoutes::create($container));
  }

  /**
   * {@inheritdoc}
   */
  public function getDerivativeDefinitions($base_plugin_definition): array {
    $bases = ['chatroom.group' => 'entity.group.canonical', 'chatroom.node_group' => 'entity.node.canonical'];
    foreach (array_keys($this->routes->routes()) as $name) {
      $this->derivatives[$name] = ['route_name' => $name, 'base_route' => $bases[$name], 'title' => $this->t('Chat')] + $base_plugin_definition;
    }
    return $this->derivatives;
  }

}

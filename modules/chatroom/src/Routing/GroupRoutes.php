<?php

declare(strict_types=1);

namespace Drupal\chatroom\Routing;

use Drupal\chatroom\Controller\ChatController;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Extension\ModuleHandlerInterface;
use Symfony\Component\Routing\Route;

/**
 * The address of a group's room, /group/ID/chatroom, whichever module has groups.
 */
final class GroupRoutes implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly ModuleHandlerInterface $modules,
  ) {}

  /**
   * The routes.
   *
   * @return array<string, \Symfony\Component\Routing\Route>
   *   By name.
   */
  public function routes(): array {
    $routes = [];
    if ($this->modules->moduleExists('group')) {
      $routes['chatroom.group'] = $this->route('/group/{group}/chatroom', 'group');
    }
    if ($this->modules->moduleExists('og')) {
      // Where both are there, the address is Group's.
      $path = $routes === [] ? '/group/{node}/chatroom' : '/node/{node}/chatroom';
      $routes['chatroom.node_group'] = $this->route($path, 'node');
    }
    return $routes;
  }

  /**
   * A route to the room of a group.
   */
  private function route(string $path, string $type): Route {
    return new Route(
      $path,
      ['_controller' => ChatController::class . '::group', '_title' => 'Chat'],
      ['_chatroom_role' => 'reader', $type => '\d+'],
      ['no_cache' => TRUE, 'parameters' => [$type => ['type' => 'entity:' . $type]]],
    );
  }

}

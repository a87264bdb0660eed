<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\Block;

use Drupal\chatroom\GroupRooms;
use Drupal\chatroom\Mount;
use Drupal\chatroom\Room;
use Drupal\chatroom\RoomAccess;
use Drupal\chatroom\Rooms;
use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\Block\BlockBase;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Routing\RouteMatchInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Plugin\AutowiredPlugin;

/**
 * A block about one room: one that was chosen, or that of the group whose page it is on.
 */
abstract class RoomBlockBase extends BlockBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * Wires it.
   *
   * @param array<string, mixed> $configuration
   *   The block's settings.
   * @param string $plugin_id
   *   The plugin.
   * @param mixed $plugin_definition
   *   Its definition.
   * @param \Drupal\chatroom\Mount $mount
   *   Puts chats on pages.
   * @param \Drupal\chatroom\Rooms $rooms
   *   The rooms.
   * @param \Drupal\chatroom\RoomAccess $access
   *   Who is in them.
   * @param \Drupal\chatroom\GroupRooms $groupRooms
   *   Those of groups.
   * @param \Drupal\Core\Routing\RouteMatchInterface $routeMatch
   *   Whose page it is.
   */
  final public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    protected Mount $mount,
    protected Rooms $rooms,
    protected RoomAccess $access,
    protected GroupRooms $groupRooms,
    protected RouteMatchInterface $routeMatch,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['room' => ''];
  }

  /**
   * {@inheritdoc}
   */
  public function blockForm($form, FormStateInterface $form_state): array {
    $form['room'] = [
      '#type' => 'select',
      '#title' => $this->t('Room'),
      '#options' => $this->rooms->choices(),
      '#empty_option' => $this->t('The room of the group whose page it is'),
      '#empty_value' => '',
      '#default_value' => $this->configuration['room'],
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function blockSubmit($form, FormStateInterface $form_state): void {
    $this->configuration['room'] = (string) $form_state->getValue('room');
  }

  /**
   * {@inheritdoc}
   */
  public function getCacheContexts(): array {
    return [...parent::getCacheContexts(), 'user', 'route'];
  }

  /**
   * {@inheritdoc}
   */
  protected function blockAccess(AccountInterface $account): AccessResultInterface {
    $room = $this->room();
    return AccessResult::allowedIf($room !== NULL && $this->access->role($room, $account) !== NULL)->setCacheMaxAge(0);
  }

  /**
   * The room that it is about on this page.
   */
  protected function room(): ?Room {
    if ($this->configuration['room'] !== '') {
      return $this->rooms->load($this->configuration['room']);
    }
    foreach (['room', 'group', 'node'] as $name) {
      $found = $this->routeMatch->getParameter($name);
      if ($found instanceof Room) {
        return $found;
      }
      $room = $found instanceof EntityInterface ? $this->groupRooms->roomOf($found) : NULL;
      if ($room !== NULL) {
        return $room;
      }
    }
    return NULL;
  }

}

<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\ChangedContent;
use Drupal\chatroom\ContentRooms;
use Drupal\chatroom\GroupRooms;
use Drupal\chatroom\Mount;
use Drupal\chatroom\Rooms;
use Drupal\Core\Entity\Display\EntityViewDisplayInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\node\NodeInterface;

/**
 * Has rooms follow groups and nodes.
 */
final class ChatroomEntityHooks {

  use StringTranslationTrait;

  public function __construct(
    private readonly GroupRooms $groupRooms,
    private readonly ContentRooms $contentRooms,
    private readonly Rooms $rooms,
    private readonly Mount $mount,
    private readonly ChangedContent $changedContent,
  ) {}

  /**
   * Implements hook_entity_insert() and hook_entity_update().
   */
  #[Hook('entity_insert')]
  #[Hook('entity_update')]
  public function saved(EntityInterface $entity): void {
    $this->groupRooms->saved($entity);
    if ($entity instanceof NodeInterface && $this->rooms->ofEntity($entity)?->kind === 'content') {
      $this->contentRooms->review($entity);
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_update() and hook_ENTITY_TYPE_delete() for nodes.
   */
  #[Hook('node_update')]
  #[Hook('node_delete')]
  public function contentChanged(NodeInterface $node): void {
    $this->changedContent->add($node);
  }

  /**
   * Implements hook_node_access_records_alter(): who may see content is written anew.
   */
  #[Hook('node_access_records_alter')]
  public function accessChanged(array &$grants, NodeInterface $node): void {
    $this->changedContent->add($node);
  }

  /**
   * Implements hook_entity_delete().
   */
  #[Hook('entity_delete')]
  public function deleted(EntityInterface $entity): void {
    $this->groupRooms->deleted($entity);
    $room = $entity instanceof NodeInterface ? $this->rooms->ofEntity($entity) : NULL;
    if ($room?->kind === 'content') {
      $this->rooms->delete($room);
    }
  }

  /**
   * Implements hook_entity_extra_field_info().
   *
   * @return array<string, mixed>
   *   A place for the chat in the display of each type of content that has rooms.
   */
  #[Hook('entity_extra_field_info')]
  public function extraFields(): array {
    $fields = [];
    foreach ($this->contentRooms->bundles() as $bundle) {
      $fields['node'][$bundle]['display']['chatroom'] = [
        'label' => $this->t('Chat'),
        'description' => $this->t('The room of this content.'),
        'weight' => 100,
        'visible' => TRUE,
      ];
    }
    return $fields;
  }

  /**
   * Implements hook_ENTITY_TYPE_view() for nodes.
   */
  #[Hook('node_view')]
  public function nodeView(array &$build, EntityInterface $node, EntityViewDisplayInterface $display, string $view_mode): void {
    if (!$node instanceof NodeInterface || $view_mode !== 'full' || $display->getComponent('chatroom') === NULL) {
      return;
    }
    $room = $this->contentRooms->roomOf($node);
    if ($room !== NULL) {
      $build['chatroom'] = $this->mount->placeholder($room->name, 'content', $node);
    }
  }

}

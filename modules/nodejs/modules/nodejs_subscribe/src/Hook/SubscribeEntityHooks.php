<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe\Hook;

use Drupal\comment\CommentInterface;
use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\Display\EntityViewDisplayInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\RevisionableInterface;
use Drupal\Core\Entity\SynchronizableInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs_subscribe\Followable;
use Drupal\nodejs_subscribe\FollowButton;
use Drupal\nodejs_subscribe\Happening;
use Drupal\nodejs_subscribe\Subscriptions;
use Drupal\nodejs_subscribe\Telling;
use Drupal\user\UserInterface;

/**
 * Shows the button, and notes what happens to what is followed.
 */
final class SubscribeEntityHooks {

  use StringTranslationTrait;

  private const FIELD = 'nodejs_subscribe_follow';

  /**
   * View modes that nobody sees a button in.
   */
  private const WITHOUT = ['search_index', 'search_result', 'rss', 'token'];

  public function __construct(
    private readonly Followable $followable,
    private readonly Subscriptions $subscriptions,
    private readonly Telling $telling,
  ) {}

  /**
   * Implements hook_entity_extra_field_info().
   *
   * @return array<string, mixed>
   *   The button, for all that can be followed.
   */
  #[Hook('entity_extra_field_info')]
  public function entityExtraFieldInfo(): array {
    $fields = [];
    foreach ($this->followable->kinds() as $kind) {
      [$type, $bundle] = explode('.', $kind, 2);
      $fields[$type][$bundle]['display'][self::FIELD] = [
        'label' => $this->t('Follow'),
        'description' => $this->t('A button that follows this.'),
        'weight' => 90,
        'visible' => TRUE,
      ];
    }
    return $fields;
  }

  /**
   * Implements hook_entity_view().
   */
  #[Hook('entity_view')]
  public function entityView(array &$build, EntityInterface $entity, EntityViewDisplayInterface $display, string $view_mode): void {
    if (!$entity->isNew() && $display->getComponent(self::FIELD) !== NULL && $this->followable->includes($entity) && !in_array($view_mode, self::WITHOUT, TRUE)) {
      $build[self::FIELD] = FollowButton::of($entity);
    }
  }

  /**
   * Implements hook_entity_update().
   */
  #[Hook('entity_update')]
  public function entityUpdate(EntityInterface $entity): void {
    $isDraft = $entity instanceof RevisionableInterface && !$entity->isDefaultRevision();
    $isSync = $entity instanceof SynchronizableInterface && $entity->isSyncing();
    if (!$isDraft && !$isSync && $this->followable->includes($entity)) {
      $this->telling->note(Happening::Update, $entity);
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_insert() for comment entities.
   */
  #[Hook('comment_insert')]
  public function commentInsert(CommentInterface $comment): void {
    $entity = $comment->getCommentedEntity();
    if ($comment->isPublished() && !$comment->isSyncing() && $entity !== NULL && $this->followable->includes($entity)) {
      $this->telling->note(Happening::Comment, $entity, $comment);
    }
  }

  /**
   * Implements hook_ENTITY_TYPE_update() for comment entities.
   */
  #[Hook('comment_update')]
  public function commentUpdate(CommentInterface $comment): void {
    // Drupal 11.2 made a method of the property.
    $original = method_exists($comment, 'getOriginal') ? $comment->getOriginal() : ($comment->original ?? NULL);
    if ($original instanceof CommentInterface && !$original->isPublished()) {
      $this->commentInsert($comment);
    }
  }

  /**
   * Implements hook_entity_predelete().
   */
  #[Hook('entity_predelete')]
  public function entityPredelete(EntityInterface $entity): void {
    if ($this->followable->includes($entity)) {
      $this->telling->noteDeletion($entity);
    }
  }

  /**
   * Implements hook_entity_delete().
   */
  #[Hook('entity_delete')]
  public function entityDelete(EntityInterface $entity): void {
    // Also of what could be followed once.
    if ($entity instanceof ContentEntityInterface) {
      $this->subscriptions->removeEntity($entity->getEntityTypeId(), (string) $entity->id());
    }
    if ($entity instanceof UserInterface) {
      $this->subscriptions->removeUser((int) $entity->id());
    }
  }

}

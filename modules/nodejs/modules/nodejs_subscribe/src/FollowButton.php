<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe;

use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBuilderInterface;
use Drupal\Core\Security\TrustedCallbackInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs_subscribe\Form\FollowForm;

/**
 * Puts the button into what is rendered, whichever caches keep that.
 */
final class FollowButton implements TrustedCallbackInterface {

  public function __construct(
    private readonly FormBuilderInterface $forms,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly Followable $followable,
    private readonly AccountProxyInterface $account,
  ) {}

  /**
   * The button of an entity: a placeholder, filled in for each user.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public static function of(EntityInterface $entity): array {
    return [
      '#lazy_builder' => [self::class . ':build', [$entity->getEntityTypeId(), (string) $entity->id()]],
      '#create_placeholder' => TRUE,
    ];
  }

  /**
   * Fills the placeholder.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function build(string $type, string $id): array {
    $entity = $this->entityTypeManager->getStorage($type)->load($id);
    return $entity !== NULL && $this->followable->access($entity, $this->account)->isAllowed()
      ? $this->forms->getForm(FollowForm::class, $type, $entity)
      : [];
  }

  /**
   * {@inheritdoc}
   */
  public static function trustedCallbacks(): array {
    return ['build'];
  }

}

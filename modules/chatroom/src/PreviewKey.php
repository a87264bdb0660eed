<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Component\Utility\Crypt;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\PrivateKey;
use Drupal\Core\Site\Settings;

/**
 * Names content to pages that show a preview of it, and to nobody else.
 */
final class PreviewKey {

  public function __construct(
    private readonly PrivateKey $privateKey,
  ) {}

  /**
   * The name of an entity's previews.
   */
  public function of(EntityInterface $entity): string {
    $what = 'chatroom.preview:' . $entity->getEntityTypeId() . ':' . $entity->id();
    return substr(Crypt::hmacBase64($what, $this->privateKey->get() . Settings::getHashSalt()), 0, 22);
  }

}

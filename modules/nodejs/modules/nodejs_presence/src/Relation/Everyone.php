<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Relation;

use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;

/**
 * Everybody sees everybody.
 */
final class Everyone implements PresenceRelation {

  /**
   * {@inheritdoc}
   */
  public function id(): string {
    return 'everyone';
  }

  /**
   * {@inheritdoc}
   */
  public function label(): TranslatableMarkup {
    return new TranslatableMarkup('Everybody who may see who is here');
  }

  /**
   * {@inheritdoc}
   */
  public function isAvailable(): bool {
    return TRUE;
  }

  /**
   * {@inheritdoc}
   */
  public function observers(AccountInterface $account, array $others): array {
    return $others;
  }

}

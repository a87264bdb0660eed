<?php

declare(strict_types=1);

namespace Drupal\nodejs_presence\Relation;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\user\Entity\User;

/**
 * Those see somebody whom these have flagged, for example as a friend.
 *
 * Flags of the module Flag, 4 and 5.
 */
final class FlaggedUser implements PresenceRelation {

  /**
   * Wires it.
   *
   * @param object|null $flags
   *   Flag's service, a \Drupal\flag\FlagServiceInterface; NULL without it.
   * @param \Drupal\Core\Config\ConfigFactoryInterface $configFactory
   *   Knows which flag.
   */
  public function __construct(
    private readonly ?object $flags,
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function id(): string {
    return 'flag';
  }

  /**
   * {@inheritdoc}
   */
  public function label(): TranslatableMarkup {
    return new TranslatableMarkup('Whom they have flagged (needs the module Flag)');
  }

  /**
   * {@inheritdoc}
   */
  public function isAvailable(): bool {
    return $this->flags !== NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function observers(AccountInterface $account, array $others): array {
    $flag = $this->flags?->getFlagById((string) $this->configFactory->get('nodejs_presence.settings')->get('flag'));
    if ($flag === NULL) {
      return [];
    }
    $flags = $this->flags;
    return array_values(array_filter($others, static function (AccountInterface $other) use ($flags, $flag, $account): bool {
      $user = User::load($other->id());
      return $user !== NULL && $flags->getFlagging($flag, $user, $account) !== NULL;
    }));
  }

}
